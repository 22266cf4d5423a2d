//! Boundary prefixes that mail software always writes.
//!
//! In: an outermost boundary. Out: its constant prefix and the software that is known for it.
//!
//! Source: collected by hand from what these programs are known to write; on the `SpamAssassin` corpus the
//! prefixes of Outlook, Exchange, Apple Mail, Evolution, Mozilla, MIME-tools, exmh and `JavaMail` stand in mail that
//! names a client of that family. A prefix tells the library, not the person: a site's contact form and a
//! mass mailer can use the same one.

/// `(prefix, software)`; the longest prefix that fits wins. Software is empty where the prefix is
/// constant but several programs write it.
const BOUNDARIES: &[(&str, &str)] = &[
    ("b1_", "PHPMailer"),
    ("b1=_", "PHPMailer"),
    ("b2_", "PHPMailer"),
    ("_----------=_", "MIME::Lite"),
    ("----------=_", "MIME-tools"),
    ("===============", "Python email"),
    ("----=_Part_", "JavaMail"),
    ("Apple-Mail=_", "Apple Mail"),
    ("Apple-Mail-", "Apple Mail"),
    ("_000_", "Exchange"),
    ("_001_", "Exchange"),
    ("_002_", "Exchange"),
    ("_003_", "Exchange"),
    ("_004_", "Exchange"),
    ("_005_", "Exchange"),
    ("_006_", "Exchange"),
    ("----_=_NextPart_", "Exchange"),
    ("------_=_NextPart_", "Exchange"),
    ("000000000000", "Gmail web"),
    ("----=_NextPart_", "Outlook"),
    ("--=_NextPart_", "Outlook"),
    ("_=_swift_v4_", "SwiftMailer"),
    ("_=_swift_", "SwiftMailer"),
    ("_=_symfony_", "Symfony Mailer"),
    ("--_NmP-", "Nodemailer"),
    ("----sinikael-?=_", "Nodemailer"),
    ("--==_mimepart_", "Ruby Mail"),
    ("_MCPart_", "Mailchimp"),
    ("----==--bound.", "Yandex Mail"),
    ("--boundary_", ".NET System.Net.Mail"),
    ("--_com.android.email_", "Android Email"),
    ("_com.android.email_", "Android Email"),
    ("Boundary_(ID_", "Sun Messaging Server"),
    ("=====================_", "Eudora"),
    ("nextPart", "KMail"),
    ("--------------", "Mozilla"),
    ("------------", "Mozilla"),
    ("----Boundary_", ""),
    ("==_Exmh_", "exmh"),
    ("=-", "Evolution"),
    ("=_alternative ", "Lotus Notes"),
    ("=_mixed ", "Lotus Notes"),
    ("=_related ", "Lotus Notes"),
    ("=_", ""),
    ("_NextPart_", ""),
    ("----", ""),
];

/// The constant prefix of a boundary and the software known for it (empty when unknown).
pub(super) fn known(boundary: &str) -> (&'static str, &'static str) {
    let fits = BOUNDARIES
        .iter()
        .filter(|(prefix, _)| boundary.starts_with(prefix));
    fits.max_by_key(|(prefix, _)| prefix.len())
        .copied()
        .unwrap_or(("", ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boundaries_name_their_software() {
        for (boundary, prefix, software) in [
            ("b1_OPgbyCbremwZf7nANw", "b1_", "PHPMailer"),
            (
                "_----------=_103237412348231",
                "_----------=_",
                "MIME::Lite",
            ),
            (
                "===============7330845974216740156==",
                "===============",
                "Python email",
            ),
            ("----=_Part_3461_U5Vr9M9ZJ4", "----=_Part_", "JavaMail"),
            (
                "----=_NextPart_000_0001_01C2501B.94E4F1C0",
                "----=_NextPart_",
                "Outlook",
            ),
            (
                "----_=_NextPart_001_01C2501B.94E4F1C0",
                "----_=_NextPart_",
                "Exchange",
            ),
            ("_000_KuUvWCS4FM_", "_000_", "Exchange"),
            ("Apple-Mail-1--123", "Apple-Mail-", "Apple Mail"),
            ("000000000000ZCrGN0a5ON", "000000000000", "Gmail web"),
            ("------------0A1B2C3D4E5F", "------------", "Mozilla"),
            ("=-qbCXhgtf", "=-", "Evolution"),
            ("whatever", "", ""),
            ("", "", ""),
        ] {
            assert_eq!(known(boundary), (prefix, software), "{boundary}");
        }
    }
}
