//! What stands in a column, counted over the first records.

use std::collections::HashSet;

use crate::{
    mapping::TimeForm,
    message::post::{clock, list},
};

/// Forms of times besides seconds and ISO 8601, as exports and spreadsheets write them.
const FORMS: &[&str] = &[
    "%a %b %d %H:%M:%S %z %Y",
    "%a, %d %b %Y %H:%M:%S %z",
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y",
    "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M",
    "%m/%d/%Y %I:%M:%S %p",
    "%m/%d/%Y %I:%M %p",
    "%m/%d/%Y",
    "%m/%d/%y %H:%M",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y%m%d",
    "%b %d, %Y, %I:%M %p",
    "%b %d, %Y",
    "%d %b %Y %H:%M",
];

/// Records whose times are tried in all forms.
const TRIED: usize = 200;

/// What stands in a column.
#[derive(Clone, Debug, Default)]
pub(super) struct Profile {
    /// Records.
    pub(super) records: usize,
    /// Records in which it holds something.
    pub(super) filled: usize,
    /// Different values.
    pub(super) distinct: usize,
    /// Values that are times.
    pub(super) times: usize,
    /// The form in which they are.
    pub(super) form: Option<&'static str>,
    /// Another form that explains them as well.
    pub(super) other_form: Option<&'static str>,
    /// Whether the times name their zone.
    pub(super) has_zone: bool,
    /// Values that are numbers of the size of a time in seconds or milliseconds, or no numbers.
    pub(super) dated: usize,
    /// Values that hold a link.
    pub(super) links: usize,
    /// Values that are whole numbers.
    pub(super) numbers: usize,
    /// Values that are yes or no.
    pub(super) truths: usize,
    /// Words in all values.
    pub(super) words: usize,
    /// Some values.
    pub(super) examples: Vec<String>,
}

impl Profile {
    /// Counts the values of a column, one a record.
    pub(super) fn of(values: &[String]) -> Self {
        let filled: Vec<&str> = values
            .iter()
            .map(String::as_str)
            .filter(|value| !list::is_nothing(value))
            .collect();
        let distinct: HashSet<&str> = filled.iter().copied().collect();
        let count = |is: &dyn Fn(&str) -> bool| filled.iter().filter(|value| is(value)).count();
        let mut examples: Vec<String> = Vec::new();
        for value in &filled {
            let shown: String = value.chars().take(40).collect();
            if examples.len() < 3 && !examples.contains(&shown) {
                examples.push(shown);
            }
        }
        let (form, other_form) = forms(&filled);
        let time = TimeForm {
            format: form.map(str::to_owned),
            offset: None,
        };
        let moments: Vec<_> = filled
            .iter()
            .filter_map(|value| clock::read(value, &time))
            .collect();
        Self {
            records: values.len(),
            filled: filled.len(),
            distinct: distinct.len(),
            times: moments.len(),
            form,
            other_form,
            has_zone: moments.iter().all(|moment| moment.zone_known),
            dated: count(&|value| {
                let whole = value.split('.').next().unwrap_or_default();
                value.parse::<f64>().is_err() || matches!(whole.len(), 10 | 13)
            }),
            links: count(&|value| value.contains("http://") || value.contains("https://")),
            numbers: count(&is_number),
            truths: count(&|value| {
                matches!(
                    value.to_ascii_lowercase().as_str(),
                    "true" | "false" | "0" | "1" | "yes" | "no" | "t" | "f"
                )
            }),
            words: filled
                .iter()
                .map(|value| value.split_whitespace().count())
                .sum(),
            examples,
        }
    }

    /// Whether most values are so.
    pub(super) const fn most(&self, count: usize) -> bool {
        count > 0 && count * 10 >= self.filled * 9
    }
}

fn is_number(value: &str) -> bool {
    let digits = value.strip_prefix('-').unwrap_or(value);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The form that reads the most values, and another that reads as many; `None` for seconds and ISO 8601.
fn forms(values: &[&str]) -> (Option<&'static str>, Option<&'static str>) {
    let step = (values.len() / TRIED).max(1);
    let read = |format: Option<&str>| {
        let form = TimeForm {
            format: format.map(str::to_owned),
            offset: None,
        };
        let tried = values.iter().step_by(step);
        tried
            .filter(|value| clock::read(value, &form).is_some())
            .count()
    };
    let plain = read(None);
    if plain * 10 >= values.iter().step_by(step).count() * 9 {
        return (None, None);
    }
    let told: Vec<(usize, &'static str)> =
        FORMS.iter().map(|form| (read(Some(form)), *form)).collect();
    let most = told.iter().map(|(count, _)| *count).max().unwrap_or(0);
    if most <= plain {
        return (None, None);
    }
    let mut best = told
        .iter()
        .filter(|(count, _)| *count == most)
        .map(|(_, form)| *form);
    (best.next(), best.next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_times_are_found() {
        for (values, form, other) in [
            (&["1606451170", "1606451171"][..], None, None),
            (&["2021-01-02 10:00", "2021-01-02"], None, None),
            (
                &["13/02/2021 10:00", "01/02/2021 10:00"],
                Some("%d/%m/%Y %H:%M"),
                None,
            ),
            (
                &["01/02/2021 10:00"],
                Some("%d/%m/%Y %H:%M"),
                Some("%m/%d/%Y %H:%M"),
            ),
            (
                &["Wed Jun 16 10:12:13 +0000 2021"],
                Some("%a %b %d %H:%M:%S %z %Y"),
                None,
            ),
            (&["a", "b"], None, None),
        ] {
            assert_eq!(forms(values), (form, other), "{values:?}");
        }
    }
}
