"""How golden pages look: descriptions of articles, and the kinds of site that they stand on.

All outlets, people and places of note are invented. What a layout puts around an article
(navigation, notices, lists of links) is never part of the expected text.
"""

# ruff: noqa: E501 - markup reads best unbroken

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from typing import Any

LABELS = {
    # home, by, published, share, related, comments, newsletter, cookies, more, about
    "en": "Home|By|Published|Share this article|Related articles|Comments|Sign up for our newsletter|We use cookies to improve your experience. Accept all|Read more|About us",
    "de": "Startseite|Von|Veröffentlicht|Artikel teilen|Mehr zum Thema|Kommentare|Newsletter abonnieren|Wir verwenden Cookies. Alle akzeptieren|Weiterlesen|Impressum",
    "fr": "Accueil|Par|Publié le|Partager l'article|À lire aussi|Commentaires|Inscrivez-vous à notre newsletter|Nous utilisons des cookies. Tout accepter|Lire la suite|Mentions légales",
    "es": "Inicio|Por|Publicado|Compartir|Noticias relacionadas|Comentarios|Suscríbete a nuestro boletín|Utilizamos cookies. Aceptar todas|Leer más|Aviso legal",
    "pt": "Início|Por|Publicado em|Partilhar|Notícias relacionadas|Comentários|Assine a nossa newsletter|Utilizamos cookies. Aceitar tudo|Leia mais|Quem somos",
    "it": "Home|Di|Pubblicato il|Condividi|Articoli correlati|Commenti|Iscriviti alla newsletter|Utilizziamo i cookie. Accetta tutti|Continua a leggere|Chi siamo",
    "nl": "Voorpagina|Door|Gepubliceerd|Deel dit artikel|Lees ook|Reacties|Schrijf je in voor de nieuwsbrief|Wij gebruiken cookies. Alles accepteren|Lees meer|Over ons",
    "pl": "Strona główna|Autor|Opublikowano|Udostępnij|Zobacz także|Komentarze|Zapisz się do newslettera|Używamy plików cookie. Akceptuję|Czytaj więcej|O nas",
    "sv": "Hem|Av|Publicerad|Dela artikeln|Läs också|Kommentarer|Prenumerera på vårt nyhetsbrev|Vi använder kakor. Godkänn alla|Läs mer|Om oss",
    "ru": "Главная|Автор|Опубликовано|Поделиться|Читайте также|Комментарии|Подпишитесь на рассылку|Мы используем файлы cookie. Принять|Читать далее|О редакции",
    "uk": "Головна|Автор|Опубліковано|Поділитися|Читайте також|Коментарі|Підпишіться на розсилку|Ми використовуємо файли cookie. Прийняти|Читати далі|Про нас",
    "tr": "Ana sayfa|Yazan|Yayınlanma|Paylaş|İlgili haberler|Yorumlar|Bültenimize abone olun|Çerez kullanıyoruz. Kabul et|Devamını oku|Künye",
    "ar": "الرئيسية|بقلم|نشر في|شارك المقال|اقرأ أيضا|التعليقات|اشترك في نشرتنا البريدية|نستخدم ملفات تعريف الارتباط. موافق|اقرأ المزيد|من نحن",
    "fa": "خانه|نویسنده|منتشر شده|اشتراک گذاری|بیشتر بخوانید|دیدگاه‌ها|عضویت در خبرنامه|ما از کوکی استفاده می‌کنیم. قبول|ادامه مطلب|درباره ما",
    "el": "Αρχική|Του|Δημοσιεύθηκε|Κοινοποίηση|Διαβάστε επίσης|Σχόλια|Εγγραφείτε στο newsletter|Χρησιμοποιούμε cookies. Αποδοχή όλων|Περισσότερα|Ταυτότητα",
    "id": "Beranda|Oleh|Diterbitkan|Bagikan|Baca juga|Komentar|Berlangganan buletin kami|Kami menggunakan cookie. Terima semua|Selengkapnya|Tentang kami",
    "vi": "Trang chủ|Tác giả|Xuất bản|Chia sẻ|Tin liên quan|Bình luận|Đăng ký nhận bản tin|Chúng tôi sử dụng cookie. Đồng ý|Xem thêm|Giới thiệu",
    "ja": "ホーム|文|公開日|シェアする|関連記事|コメント|メールマガジンに登録|当サイトはクッキーを使用しています。同意する|続きを読む|会社概要",
    "zh": "首页|作者|发布时间|分享|相关新闻|评论|订阅我们的新闻邮件|本网站使用Cookie。接受|阅读更多|关于我们",
}
NAMES = ("home", "by", "published", "share", "related", "comments", "newsletter", "cookies")
NAMES += ("more", "about")


@dataclass(frozen=True)
class Block:
    """A line of an article.

    Args:
        text: what it says.
        kind: `p`, `h`, `li`, `q`, `pre`, `row`, or `html` (markup that is no line of its own).
        role: `text`, `credit`, or the family of rules that drops it.
        link: `all` of it is a link, or `tail`: what comes after the first colon.
    """

    text: str
    kind: str = "p"
    role: str = "text"
    link: str = ""


@dataclass(frozen=True)
class Page:
    """An article, where it stands, and what is expected of it besides its blocks."""

    name: str
    layout: str
    title: str
    blocks: tuple[Block, ...]
    site: str
    url: str
    lang: str = "en"
    authors: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    byline: str | None = None
    published: str | None = None
    modified: str | None = None
    shown_date: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    image: str | None = None
    paywalled: bool | None = None
    dateline: str = ""
    place: str | None = None
    agency: str | None = None
    ld: str = "article"
    options: dict[str, Any] = field(default_factory=dict)
    unsure: tuple[str, ...] = ()

    def label(self, name: str) -> str:
        """A label of the page's furniture in its language."""
        return LABELS[self.lang].split("|")[NAMES.index(name)]

    def shown_byline(self) -> str:
        """The byline as the page shows it; empty if it shows none."""
        if self.byline is not None:
            return self.byline
        named = [*self.authors, *self.organizations]
        return f"{self.label('by')} {', '.join(named)}" if named else ""

    def shown(self) -> str:
        """The date as the page shows it."""
        return self.shown_date or (self.published or "")[:10]


def body(page: Page) -> str:
    """The article's blocks as markup, its dateline before the first text."""
    blocks = list(page.blocks)
    if page.dateline:
        place = next(n for n, block in enumerate(blocks) if block.role == "text")
        first = blocks[place]
        blocks[place] = Block(page.dateline + first.text, first.kind)
    return "\n".join(_markup(kind, list(group)) for kind, group in groupby(blocks, _kind))


def _kind(block: Block) -> str:
    return block.kind


def _markup(kind: str, blocks: list[Block]) -> str:
    if kind == "html":
        return "\n".join(block.text for block in blocks)
    if kind == "pre":
        return (
            "<pre><code>" + "\n".join(escape(b.text, quote=False) for b in blocks) + "</code></pre>"
        )
    texts = [_inline(block) for block in blocks]
    if kind == "li":
        return "<ul>\n" + "\n".join(f"<li>{text}</li>" for text in texts) + "\n</ul>"
    if kind == "row":
        cells = ["".join(f"<td>{cell}</td>" for cell in text.split(" | ")) for text in texts]
        return "<table>" + "\n".join(f"<tr>{row}</tr>" for row in cells) + "</table>"
    if kind == "q":
        return "\n".join(f"<blockquote><p>{text}</p></blockquote>" for text in texts)
    tag = {"p": "p", "h": "h2"}[kind]
    return "\n".join(f"<{tag}>{text}</{tag}>" for text in texts)


def _inline(block: Block) -> str:
    text = escape(block.text, quote=False)
    target = "/" + "-".join(word for word in block.text.lower().split() if word.isascii())[:40]
    if block.link == "all":
        return f'<a href="{target}">{text}</a>'
    if block.link == "tail":
        label, _, rest = text.partition(": ")
        return f'<strong>{label}:</strong> <a href="{target}">{rest}</a>'
    return text


# What stands in the head of a page.


def head(page: Page, extra: str = "") -> str:
    """Title, meta elements and JSON-LD."""
    title = page.options.get("title_tag", f"{page.title} | {page.site}")
    lines = [
        '<meta charset="utf-8">',
        f"<title>{escape(title)}</title>",
        f'<link rel="canonical" href="{page.url}">',
    ]
    if page.options.get("og", True):
        lines += [_meta("og:title", page.options.get("og_title", page.title))]
        lines += [_meta("og:type", "article"), _meta("og:site_name", page.site)]
        lines += [_meta("og:url", page.url)]
        lines += [_meta("og:image", page.image)] if page.image else []
        lines += [_meta("article:published_time", page.published)] if page.published else []
        lines += [_meta("article:modified_time", page.modified)] if page.modified else []
        lines += [_meta("article:section", page.section)] if page.section else []
        lines += [_meta("article:tag", tag) for tag in page.tags]
    lines += [_json_ld(page), extra]
    return "<head>\n" + "\n".join(line for line in lines if line) + "\n</head>"


def _meta(name: str, content: str | None) -> str:
    return f'<meta property="{name}" content="{escape(content or "")}">'


def _json_ld(page: Page) -> str:
    if page.ld == "absent":
        return ""
    text = json.dumps(_graph(page), ensure_ascii=False, indent=1)
    if page.ld == "broken":
        text = text.replace('"@type"', '"@type', 1)
    return f'<script type="application/ld+json">\n{text}\n</script>'


def _graph(page: Page) -> Any:
    people = [{"@type": "Person", "name": name} for name in page.authors]
    people += [{"@type": "Organization", "name": name} for name in page.organizations]
    article: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": page.options.get("type", "NewsArticle"),
        "headline": page.title,
        "mainEntityOfPage": page.url,
        "inLanguage": page.lang,
        "publisher": {"@type": "NewsMediaOrganization", "name": page.site},
    }
    known = {
        "author": people,
        "datePublished": page.published,
        "dateModified": page.modified,
        "articleSection": page.section,
        "keywords": list(page.tags),
        "image": page.image,
    }
    article |= {name: value for name, value in known.items() if value}
    if page.paywalled is not None:
        article["isAccessibleForFree"] = not page.paywalled
    if page.ld != "graph":
        return article
    article["author"] = {"@id": page.url + "#author"} if people else None
    site = {"@type": "WebSite", "@id": "#site", "name": page.site, "url": page.url[:24]}
    crumbs = {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": 1, "name": page.label("home")},
            {"@type": "ListItem", "position": 2, "name": page.section or "News"},
        ],
    }
    person = [people[0] | {"@id": page.url + "#author"}] if people else []
    del article["@context"]
    return {"@context": "https://schema.org", "@graph": [site, crumbs, article, *person]}


# What stands around an article.

LINKS = {
    "en": "Council to vote on new stadium lease|Five walks for a wet weekend|How the tax office lost a server|Review: a quiet play about noise|Team captain signs for two more years",
    "other": "27 / 10 / 2026|Sport 24|Radio 1|TV|Magazin",
}


def links(page: Page, *, tag: str = "li") -> str:
    """Links to other articles of the site."""
    texts = LINKS.get(page.lang, LINKS["other"]).split("|")
    return "\n".join(f'<{tag}><a href="/{n}/x">{text}</a></{tag}>' for n, text in enumerate(texts))


def navigation(page: Page) -> str:
    """Logo, menu and the notice on cookies."""
    return f"""<div id="cookie-banner" class="cookie-notice" role="dialog">
<p>{page.label("cookies")}</p></div>
<header class="site-header"><a class="logo" href="/">{page.site}</a>
<nav><ul><li><a href="/">{page.label("home")}</a></li>{links(page)}</ul></nav></header>"""


def sharing(page: Page) -> str:
    """Buttons to share."""
    names = ("Facebook", "X", "WhatsApp", "E-mail")
    items = "".join(f'<li><a href="#">{name}</a></li>' for name in names)
    return f'<div class="share-buttons social"><h3>{page.label("share")}</h3><ul>{items}</ul></div>'


def related(page: Page) -> str:
    """A box of links below the article."""
    return f'<aside class="related"><h3>{page.label("related")}</h3><ul>{links(page)}</ul></aside>'


def comments(page: Page) -> str:
    """What readers said."""
    said = ("I cross there every day and nobody told us.", "Well written, more of this please.")
    items = "".join(
        f'<li class="comment"><cite>reader{n}</cite><p>{text}</p></li>'
        for n, text in enumerate(said)
    )
    return f"""<section id="comments" class="comments-area"><h2>{page.label("comments")}</h2>
<ol class="comment-list">{items}</ol></section>"""


def footer(page: Page) -> str:
    """The foot of the site."""
    return f"""<footer class="site-footer"><form><label>{page.label("newsletter")}</label>
<input type="email" name="email"></form><ul>{links(page)}</ul>
<p>© 2026 {page.site}. <a href="/about">{page.label("about")}</a></p></footer>"""


def _html(page: Page, inner: str, extra: str = "") -> str:
    direction = ' dir="rtl"' if page.lang in ("ar", "fa") else ""
    return f"""<!DOCTYPE html>
<html lang="{page.lang}"{direction}>
{head(page, extra)}
<body>
{inner}
</body>
</html>
"""


# The layouts.


def wordpress(page: Page) -> str:
    """A WordPress theme, with the AMP plugin's switcher if asked for."""
    switcher = page.options.get("switcher")
    amp = (
        f'<div id="amp-mobile-version-switcher" hidden><a rel="" href="?amp">{switcher}</a></div>'
        if switcher
        else ""
    )
    box = page.options.get("author_box")
    author_box = (
        f'<div class="author-box"><h4>{page.authors[0]}</h4><p>{box}</p></div>' if box else ""
    )
    return _html(
        page,
        f"""{navigation(page)}
<div id="page"><main id="main"><article class="post type-post hentry">
<header class="entry-header"><h1 class="entry-title">{escape(page.title)}</h1>
<div class="entry-meta"><span class="byline"><a rel="author" href="/author/1">{page.shown_byline()}</a>
</span> <time class="entry-date published" datetime="{page.published or ""}">{page.shown()}</time></div>
</header>
<div class="entry-content">
{body(page)}
{sharing(page)}
</div>
{author_box}
</article>
{related(page)}
{comments(page)}
</main><aside id="secondary" class="widget-area">{links(page, tag="p")}</aside></div>
{footer(page)}
{amp}""",
    )


def semantic(page: Page) -> str:
    """HTML5 elements, used as they are meant."""
    return _html(
        page,
        f"""{navigation(page)}
<main><article>
<header><p class="kicker">{page.section or ""}</p><h1>{escape(page.title)}</h1>
<p class="byline">{page.shown_byline()}</p>
<p><time datetime="{page.published or ""}">{page.shown()}</time></p></header>
<section class="article-body">
{body(page)}
</section>
<footer>{sharing(page)}</footer>
</article>
{related(page)}</main>
{footer(page)}""",
    )


def soup(page: Page) -> str:
    """Blocks without meaning, named by a machine."""
    return _html(
        page,
        f"""<div class="css-1q2w"><div class="css-9zk"><div class="css-0">{page.site}</div>
<div class="css-menu">{links(page, tag="span")}</div></div>
<div class="css-77a"><div class="css-h1x"><h1 class="css-t4">{escape(page.title)}</h1></div>
<div class="css-by author">{page.shown_byline()}</div><div class="css-d">{page.shown()}</div>
<div class="css-51c"><div class="css-51d">
{body(page)}
</div></div></div>
<div class="css-rel related-links"><div>{page.label("related")}</div>{links(page, tag="div")}</div>
<div class="css-ft footer">© 2026 {page.site}</div></div>""",
    )


def table(page: Page) -> str:
    """Tables and fonts, as sites were built about the year 2003."""
    lines = "<br><br>\n".join(
        escape((page.dateline if n == 0 else "") + block.text, quote=False)
        for n, block in enumerate(page.blocks)
    )
    return f"""<HTML><HEAD><TITLE>{page.site} - {escape(page.title)}</TITLE>
<META http-equiv="Content-Type" content="text/html; charset=utf-8"></HEAD>
<BODY bgcolor="#ffffff"><TABLE width="760" border="0"><TR><TD colspan="2"><FONT size="5">
{page.site}</FONT></TD></TR><TR><TD width="150" valign="top">
{links(page, tag="p")}</TD><TD valign="top"><FONT face="Verdana" size="4"><B><H1>
{escape(page.title)}</H1></B></FONT>
<FONT size="1">{page.shown()}<BR>{page.shown_byline()}</FONT><BR><BR>
<FONT face="Verdana" size="2">{lines}</FONT></TD></TR>
<TR><TD colspan="2"><FONT size="1">Copyright {page.site}</FONT></TD></TR></TABLE></BODY></HTML>
"""


def scroll(page: Page) -> str:
    """Further articles are loaded below the first, into the same container."""
    following = "\n".join(
        f'<div class="story"><h2>{escape(title)}</h2><p class="byline">By {author}</p>'
        f"<p>October {day}, 2026</p>" + "".join(f"<p>{escape(t)}</p>" for t in texts) + "</div>"
        for title, author, day, texts in page.options["following"]
    )
    return _html(
        page,
        f"""{navigation(page)}
<main class="infinite"><div class="story"><h1>{escape(page.title)}</h1>
<p class="byline">{page.shown_byline()}</p><p class="date">{page.shown()}</p>
{body(page)}
</div>
{following}
</main>
{footer(page)}""",
    )


def magazine(page: Page) -> str:
    """A logo in an h1 of its own, pictures with captions, a second h1 for the title."""
    pictures = page.options.get("captions", ("The square at noon. Photo: Ivo Lind",))
    figures = "".join(
        f'<figure><img src="/p{n}.jpg" alt=""><figcaption>{text}</figcaption></figure>'
        for n, text in enumerate(pictures)
    )
    return _html(
        page,
        f"""<h1 id="logo"><a href="/">{page.site}</a></h1>
<nav class="menu"><ul>{links(page)}</ul></nav>
<div class="content"><div class="headline"><h1>{escape(page.title)}</h1></div>
<div class="meta"><span class="author">{page.shown_byline()}</span>
<span class="date">{page.shown()}</span></div>
<div class="gallery">{figures}</div>
<div class="article-text">
{body(page)}
</div>{comments(page)}</div>
{footer(page)}""",
    )


def microdata(page: Page) -> str:
    """Metadata as properties of the markup."""
    people = ", ".join(
        f'<span itemprop="author" itemscope itemtype="https://schema.org/Person">'
        f'<span itemprop="name">{name}</span></span>'
        for name in page.authors
    )
    return _html(
        page,
        f"""{navigation(page)}
<article itemscope itemtype="https://schema.org/NewsArticle">
<meta itemprop="datePublished" content="{page.published or ""}">
<h1 itemprop="headline">{escape(page.title)}</h1><p>{page.label("by")} {people}</p>
<div itemprop="articleBody">
{body(page)}
</div></article>
{related(page)}
{footer(page)}""",
    )


def broadcaster(page: Page) -> str:
    """Breadcrumb, player, lists of topics and further stories."""
    tags = "".join(f'<li><a rel="tag" href="/t/{n}">{t}</a></li>' for n, t in enumerate(page.tags))
    return _html(
        page,
        f"""{navigation(page)}
<ol class="breadcrumb"><li><a href="/">{page.label("home")}</a></li><li>
<a href="/n">{page.section or "News"}</a></li></ol>
<main id="main-content"><article><h1>{escape(page.title)}</h1>
<div class="byline-block"><span class="byline-name">{page.shown_byline()}</span>
<time datetime="{page.published or ""}">{page.shown()}</time></div>
<div class="media-player"><p>Media caption: Watch the report</p></div>
<div class="text-block">
{body(page)}
</div>
<div class="topics"><h2>Related Topics</h2><ul>{tags}</ul></div></article>
<section class="more"><h2>More on this story</h2><ul>{links(page)}</ul></section></main>
{footer(page)}""",
    )


def paywall(page: Page) -> str:
    """A stub: the first paragraphs, and the offer to subscribe."""
    return _html(
        page,
        f"""{navigation(page)}
<main><article class="premium"><h1>{escape(page.title)}</h1>
<div class="byline">{page.shown_byline()}</div><time datetime="{page.published or ""}">
{page.shown()}</time>
<div class="article-body paywalled">
{body(page)}
</div>
<div class="paywall-offer"><h3>Choose your plan</h3><p>4.90 a month, cancel at any time.</p>
<button>Subscribe</button></div></article></main>
{footer(page)}""",
    )


def docs(page: Page) -> str:
    """Manuals, recipes, forums, and what else is no news."""
    return _html(
        page,
        f"""<div class="topbar"><a href="/">{page.site}</a></div>
<div class="sidebar toc"><ul>{links(page)}</ul></div>
<main class="document" role="main"><h1>{escape(page.title)}</h1>
{body(page)}
</main>
<div class="prev-next"><a href="/p">Previous</a> <a href="/n">Next</a></div>
<footer>{page.site}</footer>""",
    )


LAYOUTS: dict[str, Callable[[Page], str]] = {
    layout.__name__: layout
    for layout in (
        *(wordpress, semantic, soup, table, scroll, magazine, microdata, broadcaster, paywall),
        docs,
    )
}


def plain(page: Page) -> str:
    """A text that was extracted elsewhere: its title, then a line for each block."""
    blocks: Iterable[str] = (block.text for block in page.blocks)
    lines = [page.title, *blocks]
    lines[1] = page.dateline + lines[1]
    return "\n\n".join(lines) + "\n"
