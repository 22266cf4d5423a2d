use proptest::prelude::*;

use super::*;

#[test]
fn one_link_has_one_form() {
    for (raw, form, domain) in [
        (
            "HTTP://WWW.Example.CO.UK:80/Path?b=2&a=1#top",
            "http://www.example.co.uk/Path?a=1&b=2",
            "example.co.uk",
        ),
        ("www.example.org", "http://www.example.org/", "example.org"),
        (
            "https://example.org/?utm_source=x&UTM_Medium=y&fbclid=z&id=7",
            "https://example.org/?id=7",
            "example.org",
        ),
        (
            "https://example.org/?gclid=1",
            "https://example.org/",
            "example.org",
        ),
        (
            "hxxps://evil[.]example[.]com/x",
            "https://evil.example.com/x",
            "example.com",
        ),
        (
            "http://bücher.example/",
            "http://xn--bcher-kva.example/",
            "xn--bcher-kva.example",
        ),
        ("http://192.0.2.7/x", "http://192.0.2.7/x", "192.0.2.7"),
        (
            "https://www.google.com/url?q=https://example.org/a%3Fb%3D1&sa=D",
            "https://example.org/a?b=1",
            "example.org",
        ),
        (
            "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2Fx&data=05",
            "https://example.org/x",
            "example.org",
        ),
        (
            "https://urldefense.proofpoint.com/v2/url?u=http-3A__www.example.org_a-2Db&d=DwM",
            "http://www.example.org/a-b",
            "example.org",
        ),
        (
            "https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2F&h=AT",
            "https://example.org/",
            "example.org",
        ),
    ] {
        let (canonical, _, registrable) = canonical(raw).expect("a web link");
        assert_eq!(
            (canonical.as_str(), registrable.as_str()),
            (form, domain),
            "{raw}"
        );
    }
}

#[test]
fn what_is_no_web_link_has_no_form() {
    for raw in [
        "mailto:a@b.c",
        "javascript:alert(1)",
        "ftp://x/y",
        "",
        "cid:1",
        "http://",
        "/relative",
        "#top",
    ] {
        assert_eq!(canonical(raw), None, "{raw}");
    }
}

#[test]
fn links_are_found_in_sentences() {
    for (text, expected) in [
        (
            "See http://a.b/c. Or (https://d.e/f_(g)), www.h.i!",
            vec!["http://a.b/c", "https://d.e/f_(g)", "www.h.i"],
        ),
        (
            "<http://a.b>\"https://c.d\"",
            vec!["http://a.b", "https://c.d"],
        ),
        ("见http://a.b/c。完", vec!["http://a.b/c"]),
        ("x@www.y.z ftp://www.q.r ://", vec![]),
        ("hxxp://a[.]b/c", vec!["hxxp://a[.]b/c"]),
        (
            "http://www.a.b/?u=http://www.c.d",
            vec!["http://www.a.b/?u=http://www.c.d"],
        ),
    ] {
        assert_eq!(find(text), expected, "{text}");
    }
}

#[test]
fn a_link_is_kept_once_and_takes_its_anchor_from_where_there_is_one() {
    let mut links = Links::default();
    links.add("http://a.b", "");
    links.add("http://A.b/#x", "click");
    let list = links.into_list();
    assert_eq!(
        list.iter().map(|l| l.anchor.as_str()).collect::<Vec<_>>(),
        ["click"]
    );
}

proptest! {
    #[test]
    fn any_text_is_searched_without_panic(text in "(https?://|www\\.|[a-z.]|[)(\\[\\],]|é|。| |.){0,40}") {
        for link in find(&text) {
            if let Some((form, ..)) = canonical(link) {
                prop_assert_eq!(canonical(&form).map(|c| c.0), Some(form));
            }
        }
    }
}
