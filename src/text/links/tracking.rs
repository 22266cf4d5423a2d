//! Query parameters that say who clicked, not what is shown.
//!
//! Source: the vendors' own documentation: Google Analytics (utm), Google Ads (gclid, wbraid), Meta
//! (fbclid, igshid), Microsoft Ads (msclkid), Yandex (yclid), Mailchimp (mc), `HubSpot` (hs), Marketo
//! (`mkt_tok`), Vero, Omeda (oly), Wicked Reports, Adobe (`s_cid`, ef), Matomo (mtm, pk), Piwik, X (`ref_src`,
//! `twclid`), `TikTok` (ttclid), Alibaba (spm), Klaviyo (kx), Drip, Instapage.

/// Names, in lower case, sorted.
const NAMES: [&str; 50] = [
    "__hsfp",
    "__hssc",
    "__hstc",
    "__s",
    "_bta_c",
    "_bta_tid",
    "_branch_match_id",
    "_ga",
    "_gl",
    "_hsenc",
    "_hsmi",
    "_kx",
    "_ke",
    "_openstat",
    "dclid",
    "dm_i",
    "ef_id",
    "epik",
    "fb_action_ids",
    "fb_action_types",
    "fb_ref",
    "fb_source",
    "fbclid",
    "gbraid",
    "gclid",
    "gclsrc",
    "hsctatracking",
    "igsh",
    "igshid",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "msclkid",
    "oft_id",
    "oly_anon_id",
    "oly_enc_id",
    "rb_clickid",
    "ref_src",
    "ref_url",
    "s_cid",
    "s_kwcid",
    "spm",
    "srsltid",
    "ttclid",
    "twclid",
    "vero_conv",
    "vero_id",
    "wbraid",
    "wickedid",
    "yclid",
];

/// How families of names begin.
const FAMILIES: [&str; 6] = ["utm_", "mtm_", "pk_", "piwik_", "matomo_", "hsa_"];

/// Whether a parameter of this name only tracks.
pub(super) fn tracks(name: &str) -> bool {
    if name.len() > 32 {
        return false;
    }
    let name = name.to_ascii_lowercase();
    NAMES.contains(&name.as_str()) || FAMILIES.iter().any(|family| name.starts_with(family))
}
