//! Webmail providers that hand out addresses to anybody.
//!
//! In: a mail domain. Out: whether it is such a provider's.
//!
//! Source: chosen by hand among providers of standing, worldwide; 115 of 143 also stand in the public list
//! `willwhite/freemail`, the others are newer or are access providers' mail. Throw-away addresses are left
//! out. Country variants of a provider's name are matched by [`FAMILIES`].

/// Domains, sorted.
const DOMAINS: &[&str] = &[
    "126.com",
    "139.com",
    "163.com",
    "abv.bg",
    "aim.com",
    "alice.it",
    "aliyun.com",
    "ananzi.co.za",
    "aol.com",
    "arcor.de",
    "att.net",
    "bellsouth.net",
    "bigmir.net",
    "bigpond.com",
    "bk.ru",
    "bluewin.ch",
    "bol.com.br",
    "btinternet.com",
    "caramail.com",
    "centrum.cz",
    "charter.net",
    "comcast.net",
    "compuserve.com",
    "cox.net",
    "daum.net",
    "duck.com",
    "earthlink.net",
    "email.cz",
    "email.it",
    "eudoramail.com",
    "excite.com",
    "fastmail.com",
    "fastmail.fm",
    "foxmail.com",
    "free.fr",
    "freemail.hu",
    "freenet.de",
    "gmail.com",
    "gmx.at",
    "gmx.ch",
    "gmx.com",
    "gmx.de",
    "gmx.fr",
    "gmx.net",
    "gmx.us",
    "googlemail.com",
    "hanmail.net",
    "hey.com",
    "hotmail.com",
    "hushmail.com",
    "i.ua",
    "icloud.com",
    "ig.com.br",
    "inbox.com",
    "inbox.lv",
    "inbox.ru",
    "indiatimes.com",
    "interia.pl",
    "internode.on.net",
    "juno.com",
    "kakao.com",
    "laposte.net",
    "libero.it",
    "list.ru",
    "live.com",
    "lycos.com",
    "mac.com",
    "mail.bg",
    "mail.com",
    "mail.ee",
    "mail.ru",
    "mail.ua",
    "mailbox.org",
    "mailfence.com",
    "maktoob.com",
    "me.com",
    "msn.com",
    "mweb.co.za",
    "mynet.com",
    "naver.com",
    "netscape.net",
    "netzero.net",
    "o2.pl",
    "onet.pl",
    "op.pl",
    "optonline.net",
    "orange.fr",
    "outlook.com",
    "pm.me",
    "poczta.onet.pl",
    "posteo.de",
    "proton.me",
    "protonmail.ch",
    "protonmail.com",
    "qq.com",
    "rambler.ru",
    "rediffmail.com",
    "rocketmail.com",
    "rogers.com",
    "runbox.com",
    "sapo.pt",
    "sbcglobal.net",
    "seznam.cz",
    "sfr.fr",
    "shaw.ca",
    "sina.cn",
    "sina.com",
    "skynet.be",
    "sohu.com",
    "startmail.com",
    "sympatico.ca",
    "t-online.de",
    "telenet.be",
    "terra.com.br",
    "tiscali.it",
    "tom.com",
    "tuta.com",
    "tuta.io",
    "tutanota.com",
    "tutanota.de",
    "ukr.net",
    "uol.com.br",
    "usa.net",
    "verizon.net",
    "vip.qq.com",
    "virgilio.it",
    "virgin.net",
    "vodamail.co.za",
    "voila.fr",
    "walla.co.il",
    "walla.com",
    "wanadoo.fr",
    "web.de",
    "webmail.co.za",
    "wp.pl",
    "xtra.co.nz",
    "yandex.com",
    "yandex.ru",
    "yeah.net",
    "ymail.com",
    "zipmail.com.br",
    "zoho.com",
    "zohomail.com",
];

/// First labels that a provider uses under many country domains (`yahoo.co.uk`, `hotmail.fr`).
const FAMILIES: &[&str] = &["hotmail", "live", "outlook", "yahoo", "yandex"];

/// Whether a domain is a well-known webmail provider's, where anybody gets an address.
#[must_use]
pub fn freemail(domain: &str) -> bool {
    let domain = domain.trim_end_matches('.').to_lowercase();
    if DOMAINS.binary_search(&domain.as_str()).is_ok() {
        return true;
    }
    // A family's name counts only as the label right before a public suffix.
    domain.split_once('.').is_some_and(|(label, suffix)| {
        FAMILIES.contains(&label)
            && psl::suffix(domain.as_bytes())
                .is_some_and(|s| s.is_known() && s.as_bytes() == suffix.as_bytes())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_so_that_it_can_be_searched() {
        assert!(DOMAINS.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn providers_are_known_and_lookalikes_are_not() {
        for domain in [
            "gmail.com",
            "Yahoo.co.uk",
            "hotmail.fr",
            "outlook.com",
            "proton.me",
            "live.co.za",
            "web.de",
        ] {
            assert!(freemail(domain), "{domain}");
        }
        for domain in [
            "",
            "gmail.com.evil.example",
            "yahoo.evil.example",
            "mail.gmail.com",
            "mofa.example",
            "live.example",
        ] {
            assert!(!freemail(domain), "{domain}");
        }
    }
}
