use super::*;

fn check(body: &str, own: &str, quoted: &str) {
    let parts = part(body);
    let (mut mine, mut theirs) = (String::new(), String::new());
    parts.write(true, &mut mine);
    parts.write(false, &mut theirs);
    assert_eq!((mine.as_str(), theirs.as_str()), (own, quoted), "{body}");
}

#[test]
fn an_interleaved_reply_keeps_its_own_lines() {
    check(
        "Hi,\n\nOn Mon, 3 May 2021, Jane wrote:\n> one\n> two\n\nI agree.\n> three\nNot this.\n",
        "Hi,\n\nI agree.\n\nNot this.",
        "On Mon, 3 May 2021, Jane wrote:\n> one\n> two\n\n> three",
    );
}
