use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

fn check(html: &str, expected: &str) {
    assert_eq!(visible(html).text, expected, "{html}");
}

#[test]
fn blocks_breaks_items_and_cells_shape_the_text() {
    check("<p>One</p><p>Two</p>", "One\n\nTwo");
    check("one<br>two<br><br>three", "one\ntwo\n\nthree");
    check("<div>one</div><div><br></div><div>two</div>", "one\n\ntwo");
    check("<div>one<br></div><div>two</div>", "one\ntwo");
    check("<ul><li>a<li>b</ul>c", "a\nb\n\nc");
    check("<table><tr><td>a<td>b<tr><td>c</table>d", "a b\nc\nd");
    check("a  \n b <b>c</b>d&nbsp;e&amp;&eacute;", "a b cd e&é");
    check(
        "<p class=MsoNormal>a</p><p class=MsoNormal>b</p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>c",
        "a\nb\n\nc",
    );
    check("<pre>a\n  b\n\nc</pre>", "a\n  b\n\nc");
}

#[test]
fn what_no_reader_sees_is_left_out_and_only_hidden_text_sets_the_flag() {
    for (html, text, hidden) in [
        (
            "<head><title>t</title><style>p{}</style></head>a<script>if(a<b)</script>b",
            "ab",
            false,
        ),
        (
            "a<!-- c --><template>x</template><!--[if mso]><p>m</p><![endif]-->",
            "a",
            false,
        ),
        (
            "<div style='display:none'>pre<div>header</div>x</div>a",
            "a",
            true,
        ),
        ("<div style='display:none'>&nbsp;&zwnj; </div>a", "a", false),
        ("<span hidden>x</span>a", "a", true),
        (
            "<td style='font-size:0'>x<span style='font-size:14px'>a</span></td>",
            "a",
            true,
        ),
        (
            "<body bgcolor=white><font color='#ffffff'>x</font>a",
            "a",
            true,
        ),
        (
            "<body bgcolor=white><div class=dark><font color='#ffffff'>a</font></div>",
            "a",
            false,
        ),
        (
            "<body bgcolor=white><div style='background:url(x.png)'><font color=white>a</font></div>",
            "a",
            false,
        ),
        (
            "<span style='display:none'>x<div>y</span>z</div></span>a",
            "a",
            true,
        ),
        ("<p style='display:none'>x<p>a", "a", true),
        (
            "<i hidden>x<table><tr><td></i>y</td></tr></table></i>a",
            "a",
            true,
        ),
    ] {
        let seen = visible(html);
        assert_eq!((seen.text.as_str(), seen.hidden), (text, hidden), "{html}");
    }
}

#[test]
fn quotations_of_mail_programs_are_marked() {
    check(
        "mine<blockquote type=cite><p>theirs</p><p>too</p></blockquote>end",
        "mine\n\n> theirs\n\n> too\n\nend",
    );
    check(
        "mine<div class='gmail_quote'>On x wrote:<br><blockquote>theirs</blockquote></div>",
        "mine\n\n> On x wrote:\n\n> theirs",
    );
    check(
        "mine<hr><div id=divRplyFwdMsg>From: a</div><div>theirs</div>",
        "mine\n\n> From: a\n> theirs",
    );
    check(
        "<blockquote>all is layout<p>and no quotation</blockquote>",
        "all is layout\n\nand no quotation",
    );
    check("see<blockquote>theirs</blockquote>", "see\n\n> theirs");
    check(
        "a<blockquote>b</blockquote>c<blockquote>d</blockquote>e",
        "a\n\nb\n\nc\n\nd\n\ne",
    );
    check(
        "a<table><td><blockquote>b</blockquote></table>c",
        "a\n\nb\n\nc",
    );
}

#[test]
fn links_carry_their_text_and_their_place() {
    let seen = visible(
        "<p>Read <a href=' http://a.b/c?d&amp;e '>the <b>law</b></a></p><p><a href=x><img src=cid:1></a>",
    );
    let links: Vec<_> = seen
        .links
        .iter()
        .map(|l| (l.href.as_str(), l.text.as_str()))
        .collect();
    assert_eq!(links, [("http://a.b/c?d&e", "the law"), ("x", "")]);
    assert_eq!(
        seen.links.first().and_then(|l| seen.text.get(l.at..)),
        Some("the law")
    );
    assert_eq!(seen.pictures, ["cid:1"]);
    let moved = visible("<blockquote>one<br>two <a href=x>three</a></blockquote>");
    assert_eq!(
        moved.links.first().and_then(|l| moved.text.get(l.at..)),
        Some("three")
    );
}

#[test]
fn pictures_are_listed_once_and_data_is_cut() {
    let data = format!("data:image/png;base64,{}", "A".repeat(500));
    let seen = visible(&format!(
        "<body background=b.png><img src='{data}'><img src=x><img src=x>"
    ));
    assert_eq!(
        seen.pictures.iter().map(String::len).collect::<Vec<_>>(),
        [5, 64, 1]
    );
}

/// Each of these is up to a megabyte or two; a quadratic reader would take minutes.
#[test]
fn hostile_pages_cost_no_more_than_their_bytes() {
    let many = 50_000;
    let start = Instant::now();
    for piece in [
        "<b>",
        "<div hidden>",
        "<a href=x>y",
        "<",
        "<!--",
        "</i>",
        "<table><td>",
        "&",
        "<p style='",
        "<blockquote>x",
        "<a b",
    ] {
        let html = piece.repeat(many);
        assert!(visible(&html).text.len() <= html.len() * 2);
    }
    let html = format!(
        "<i hidden>{}{}",
        "<span hidden>".repeat(many),
        "</i>".repeat(many)
    );
    assert_eq!(visible(&html).text, "");
    assert!(
        start.elapsed() < Duration::from_mins(2),
        "{:?}",
        start.elapsed()
    );
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(html in "(<|>|/|!|-|=|'|\"|&|;|a|p|b|td|table|div|span|blockquote| style='display:none'| href=x|é|\u{a0}|\n|.){0,60}") {
        let seen = visible(&html);
        for link in &seen.links {
            prop_assert!(link.at <= seen.text.len());
        }
    }
}
