//! The few inline CSS declarations that decide whether a reader sees a text.
//!
//! In: the value of a `style` attribute, or a colour attribute. Out: [`Style`].
//!
//! Source: CSS 2.2 and CSS Color 4, cut down to what senders use to hide text. `mso-hide:all` alone
//! does not hide: buttons drawn twice, once for Outlook, carry it on the copy that all others see.

/// What a `style` attribute says that matters here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Style {
    /// The element and all in it are not shown, whatever its children say.
    pub(super) gone: bool,
    /// `Some(true)`: letters of size nothing or invisible; children may say otherwise.
    pub(super) unseen: Option<bool>,
    /// Colour of letters as `0xRRGGBB`.
    pub(super) ink: Option<u32>,
    /// Background, known or not.
    pub(super) paper: Option<Paper>,
    /// White space and line ends stand as written.
    pub(super) preserves: bool,
    /// A paragraph that has no space above and below.
    pub(super) tight: bool,
}

/// A background.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paper {
    /// One colour as `0xRRGGBB`.
    Plain(u32),
    /// A picture, a gradient, a style sheet's choice.
    Unknown,
}

/// Reads a style attribute; also calls `picture` with each `url(…)` of a background.
pub(super) fn read(css: &str, mut picture: impl FnMut(&str)) -> Style {
    let mut style = Style::default();
    let (mut flat, mut clipped) = (false, false);
    for declaration in css.split(';') {
        let Some((name, value)) = declaration.split_once(':') else {
            continue;
        };
        let (name, value) = (name.trim(), value.trim());
        let is = |wanted: &str| name.eq_ignore_ascii_case(wanted);
        match name.as_bytes().first().map(u8::to_ascii_lowercase) {
            Some(b'd') if is("display") => style.gone |= starts(value, "none"),
            Some(b'o') if is("opacity") => style.gone |= is_nothing(value),
            Some(b'o') if is("overflow") => clipped = starts(value, "hidden"),
            Some(b'm') if is("max-height") => flat |= is_nothing(value),
            Some(b'h') if is("height") => flat |= is_nothing(value),
            Some(b'm') if is("margin") => style.tight |= starts(value, "0"),
            Some(b'v') if is("visibility") => style.unseen = Some(starts(value, "hidden")),
            Some(b'f') if is("font-size") => style.unseen = Some(is_nothing(value)),
            Some(b'w') if is("white-space") => style.preserves = starts(value, "pre"),
            Some(b'c') if is("color") => style.ink = colour(value),
            Some(b'b') if is("background-color") || is("background") || is("background-image") => {
                if let Some(url) = url(css, value) {
                    picture(url);
                }
                style.paper = Some(colour(value).map_or(Paper::Unknown, Paper::Plain));
            }
            _ => {}
        }
    }
    style.gone |= flat && clipped;
    style
}

/// A colour as `0xRRGGBB`: `#rgb`, `#rrggbb`, `rgb(r,g,b)`, or one of the names that hiders use.
pub(super) fn colour(value: &str) -> Option<u32> {
    const NAMED: [(&str, u32); 6] = [
        ("white", 0x00FF_FFFF),
        ("black", 0),
        ("red", 0x00FF_0000),
        ("yellow", 0x00FF_FF00),
        ("silver", 0x00C0_C0C0),
        ("gray", 0x0080_8080),
    ];
    let value = value.trim();
    let value = value
        .strip_suffix("!important")
        .map_or(value, str::trim_end);
    if let Some(hex) = value.strip_prefix('#') {
        return hex_colour(hex);
    }
    if starts(value, "rgb") {
        let inside = value.split_once('(')?.1;
        let mut parts = inside
            .trim_end_matches(')')
            .split([',', ' '])
            .filter(|p| !p.is_empty());
        let mut byte = || parts.next()?.parse::<u8>().ok();
        let (red, green, blue) = (byte()?, byte()?, byte()?);
        return Some(u32::from_be_bytes([0, red, green, blue]));
    }
    let named = NAMED
        .iter()
        .find(|(name, _)| value.eq_ignore_ascii_case(name));
    // Old senders leave the hash out of `bgcolor=ffffff`.
    named
        .map(|(_, colour)| *colour)
        .or_else(|| (value.len() == 6).then(|| hex_colour(value))?)
}

fn hex_colour(hex: &str) -> Option<u32> {
    let number = u32::from_str_radix(hex, 16).ok()?;
    match hex.len() {
        6 => Some(number),
        3 => Some(((number & 0xF00) << 8 | (number & 0xF0) << 4 | (number & 0xF)) * 0x11),
        _ => None,
    }
}

/// Zero in any unit: `0`, `0px`, `0.0em !important`.
fn is_nothing(value: &str) -> bool {
    let number = value.trim_start_matches(['0', '.']);
    number.len() < value.len()
        && !number.starts_with(|c: char| c.is_ascii_digit())
        && !value.starts_with('.') | value.starts_with(".0")
}

fn starts(value: &str, wanted: &str) -> bool {
    value
        .as_bytes()
        .get(..wanted.len())
        .is_some_and(|v| v.eq_ignore_ascii_case(wanted.as_bytes()))
}

/// The `url(…)` of a value. A `data:` URL holds a semicolon, so it is read from the whole style.
fn url<'a>(css: &'a str, value: &str) -> Option<&'a str> {
    let at = value.find("url(")?;
    let start = value.as_ptr().addr().checked_sub(css.as_ptr().addr())? + at + 4;
    let inside = css.get(start..)?.split(')').next()?;
    Some(inside.trim().trim_matches(['"', '\''])).filter(|url| !url.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_to_hide_are_seen_and_ways_to_show_are_not_mistaken() {
        for (css, gone, unseen) in [
            ("display:none", true, None),
            ("color:red; DISPLAY : None !important", true, None),
            ("opacity:0", true, None),
            ("opacity:0.5", false, None),
            ("max-height:0px;overflow:hidden", true, None),
            ("height:0;line-height:0", false, None),
            ("font-size:0", false, Some(true)),
            ("font-size:0.0pt", false, Some(true)),
            ("font-size:0.8em", false, Some(false)),
            ("font-size:14px", false, Some(false)),
            ("visibility:hidden", false, Some(true)),
            ("mso-hide:all", false, None),
            ("display:block", false, None),
        ] {
            let style = read(css, |_| {});
            assert_eq!((style.gone, style.unseen), (gone, unseen), "{css}");
        }
    }

    #[test]
    fn colours_are_read_in_the_forms_that_mail_uses() {
        for (value, expected) in [
            ("#fff", Some(0x00FF_FFFF)),
            ("#1a2B3c", Some(0x001A_2B3C)),
            ("rgb(255, 255,255)", Some(0x00FF_FFFF)),
            ("White", Some(0x00FF_FFFF)),
            ("ffffff", Some(0x00FF_FFFF)),
            ("transparent", None),
            ("#ffff", None),
        ] {
            assert_eq!(colour(value), expected, "{value}");
        }
    }

    #[test]
    fn background_pictures_are_handed_out_even_with_semicolons_in_them() {
        let mut seen = Vec::new();
        read(
            "background:url('data:image/png;base64,AA==') no-repeat",
            |url| seen.push(url.to_owned()),
        );
        assert_eq!(seen, ["data:image/png;base64,AA=="]);
    }
}
