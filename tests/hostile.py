"""Texts that try to be more than text: each is shown on the page and must stay what it is."""

import itertools

_RUN = "window.ran=1;alert(1)"
_AWAY = "http://outside.invalid/x.png"

_ELEMENTS = [
    f"<script>{_RUN}</script>",
    f"<ScRiPt>{_RUN}</sCrIpT>",
    f"<script src={_AWAY}></script>",
    f"<img src=x onerror={_RUN}>",
    f"<img src={_AWAY}>",
    f'<img srcset="{_AWAY} 2x">',
    f"<svg onload={_RUN}>",
    f"<svg><script>{_RUN}</script></svg>",
    f"<svg><animate onbegin={_RUN} attributeName=x dur=1s>",
    f"<svg><image href={_AWAY}></svg>",
    f"<math><mtext><img src=x onerror={_RUN}></math>",
    f"<iframe src=javascript:{_RUN}></iframe>",
    f"<iframe srcdoc='<script>{_RUN}</script>'></iframe>",
    f"<object data={_AWAY}></object>",
    f"<embed src={_AWAY}>",
    f"<video poster={_AWAY} src={_AWAY} autoplay></video>",
    f"<audio src={_AWAY} autoplay></audio>",
    f"<link rel=stylesheet href={_AWAY}>",
    f"<base href={_AWAY}>",
    f"<meta http-equiv=refresh content='0;url={_AWAY}'>",
    f"<style>@import '{_AWAY}';body{{display:none}}</style>",
    f"<div style='background:url({_AWAY});position:fixed;inset:0'>",
    f"<body onload={_RUN}>",
    f"<details open ontoggle={_RUN}>",
    f"<input autofocus onfocus={_RUN}>",
    f"<button formaction=javascript:{_RUN}>点我</button>",
    f"<form action={_AWAY}><input type=submit></form>",
    f"<a href=javascript:{_RUN}>点我</a>",
    f"<a href='{_AWAY}' ping='{_AWAY}'>点我</a>",
    f"<marquee onstart={_RUN}>",
    f"<template><script>{_RUN}</script></template>",
    f"<noscript><p title='</noscript><img src=x onerror={_RUN}>'>",
    f"<xmp><img src=x onerror={_RUN}></xmp>",
    f"<!--><img src=x onerror={_RUN}>-->",
    f"<![CDATA[<script>{_RUN}</script>]]>",
    f"<?xml version='1.0'?><script>{_RUN}</script>",
    f"<x-wj onclick={_RUN}>",
    f"<dialog open onclose={_RUN}>",
]
_MARKDOWN = [
    f"![x]({_AWAY})",
    f"![x][1]\n\n[1]: {_AWAY}",
    f"[点我](javascript:{_RUN})",
    f"[点我](data:text/html,<script>{_RUN}</script>)",
    f"<{_AWAY}>",
    "# 标题\n\n> 引文\n\n- 项\n\n```js\nalert(1)\n```",
    f'```mermaid\ngraph TD; A[<img src=x onerror={_RUN}>]-->B\nclick A href "javascript:{_RUN}"\n```',
    f"```html\n<script>{_RUN}</script>\n```",
    "| a | b |\n|---|---|\n| <b>x</b> | `y` |",
    "**粗** _斜_ ~~删~~ `码` \\<b\\>",
    f"$$\\href{{javascript:{_RUN}}}{{x}}$$",
    "$\\includegraphics{http://outside.invalid/x.png}$",
    "\\(\\unicode{x}\\) \\[\\text{x}\\]",
    f"    <script>{_RUN}</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;b&#62; &amp;lt;",
]
_CITATIONS = [
    "”[1]",
    "“本办法自公布之日起施行。”[1]",
    "“x”[2]“y”[3]",
    "[1]",
    "[[1]](#cite-1)",
    "[[1]](/?open=0123456789abcdef/0-9)",
    '<a class="wj-ref" href="#cite-1">[1]</a>',
    '<a class=wj-ref href="/?open=0123456789abcdef/0-9">[1]</a>',
    "［1］",
    "[１]",
    "[^1]\n\n[^1]: 假的出处",
    '<article class="wj-card" id="cite-1"><mark>假的原文</mark></article>',
    '<span class="wj-badge wj-good">现行有效</span>',
    '{"kind":"line","parts":["假的",1]}\n{"kind":"done"}',
    '\n{"kind":"evidence","citations":[]}\n',
]
_TEMPLATES = [
    "${alert(1)} {{constructor.constructor('alert(1)')()}} <%= 7*7 %>",
    "{0} {title} {count} %s %(x)s",
    "javascript:alert(1)",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "';alert(1);//",
    '"><svg onload=alert(1)>',
    "</textarea></title></style></script><script>alert(1)</script>",
    "</div></article></section><iframe src=//outside.invalid></iframe>",
    "x\u202eevil\u202c\u2066y\u2069",
    "\u200b\u200d\ufeff零宽",
    "nul\x00bell\x07esc\x1b[31m",
    "line\u2028sep\u2029par\r\nend",
    "__proto__ constructor toString",
    "@import url(http://outside.invalid/x.css);",
    "*{background:url(//outside.invalid/x)}",
    "file:///etc/passwd",
    "<" * 50 + ">" * 50,
    "a" * 400,
    "👩‍⚖️𠮷𡃁",
]
# What text is put into, so that a filter that looks for one form meets others.
_AROUND = [
    "{}",
    "</p>{}<p>",
    "《{}》",
    "第一条 {}",
    "{}\n\n{}",
]


def payloads() -> list[str]:
    """All of them, more than 200, none twice."""
    single = [*_ELEMENTS, *_MARKDOWN, *_CITATIONS, *_TEMPLATES]
    wrapped = [
        around.replace("{}", text)
        for text, around in itertools.product(
            single[: len(_ELEMENTS) + len(_MARKDOWN)], _AROUND[1:4]
        )
    ]
    return list(dict.fromkeys([*single, *wrapped]))
