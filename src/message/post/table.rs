//! Rows of tables, by what their columns mean.
//!
//! In: a row, or an object that stands for one, and the mapping in its layout. Out: a post. What is peculiar to a table is
//! in [`Mapping::known`]; only what its columns cannot say is here.

use std::borrow::Cow;

use super::{
    Post, Source, clock,
    list::{self, Kind},
    row::Row,
};
use crate::mapping::{Field, Mapping, Table};

pub(super) fn read(source: &Source<'_>) -> Post {
    let mut post = Post::default();
    let Some(mapping) = source.layout.mapping.as_deref() else {
        post.defects
            .push(source.malformed("the table", "its columns are not known"));
        return post;
    };
    let Some(row) = Row::of(source) else {
        let what = String::from_utf8_lossy(source.bytes.get(..80).unwrap_or(source.bytes));
        post.defects.push(source.malformed("no JSON object", &what));
        return post;
    };
    if let Row::Cells(cells) = &row {
        let columns = source.layout.columns.len();
        if cells.count() != columns {
            let count = format!("{} fields instead of {columns}", cells.count());
            post.defects.push(source.malformed("the row", &count));
        }
    }
    post.platform.clone_from(&mapping.platform);
    post.is_html = mapping.is_html;
    let mut has_time = false;
    let mut unread = None;
    for (field, column) in &mapping.columns {
        let field = *field;
        if field.is_list() {
            lists(&mut post, mapping, field, &row, column);
            continue;
        }
        let cell = row.text(column);
        if field == Field::Time {
            if !has_time && !list::is_nothing(&cell) {
                post.sent = clock::read(&cell, &mapping.time);
                has_time = post.sent.is_some();
                unread = (!has_time).then(|| source.malformed(&column.path, &cell));
            }
            continue;
        }
        let value = match field {
            Field::Text | Field::Title => cell.as_ref(),
            _ => list::key(&cell),
        };
        if let Some(to) = scalar(&mut post, field)
            && to.is_empty()
        {
            value.clone_into(to);
        } else if field == Field::Platform && !value.is_empty() {
            post.platform = Cow::Owned(value.to_lowercase());
        }
    }
    post.defects.extend(unread);
    if mapping.table == Table::CrowdTangle {
        // The link of a picture or a plain text is that of the post itself.
        post.links.retain(|link| *link != post.id);
    }
    post
}

/// Where the value of a field goes that has one.
fn scalar(post: &mut Post, field: Field) -> Option<&mut String> {
    Some(match field {
        Field::Id => &mut post.id,
        Field::Account => &mut post.account,
        Field::Name => &mut post.name,
        Field::Text => &mut post.text,
        Field::Title => &mut post.title,
        Field::ReplyTo => &mut post.reply_to,
        Field::RepostOf => &mut post.repost_of,
        Field::QuoteOf => &mut post.quote_of,
        Field::Thread => &mut post.thread,
        Field::Language => &mut post.language,
        Field::Client => &mut post.client,
        _ => return None,
    })
}

fn lists(
    post: &mut Post,
    mapping: &Mapping,
    field: Field,
    row: &Row<'_>,
    column: &crate::mapping::Column,
) {
    let kind = if field == Field::Links {
        Kind::Links
    } else {
        Kind::Words
    };
    let to = match field {
        Field::Links => &mut post.links,
        Field::LinkIds => &mut post.raw_links,
        Field::Mentions => &mut post.mentions,
        Field::Tags => &mut post.tags,
        Field::Media => &mut post.media,
        _ => &mut post.objects,
    };
    // Of two columns of one known table the second says what the first does in other words.
    if mapping.table != Table::Mapped && field == Field::Links && !to.is_empty() {
        return;
    }
    for value in row.list(column, kind, &mapping.separators) {
        let value = format!("{}{value}", column.prefix);
        if !to.contains(&value) {
            to.push(value);
        }
    }
}
