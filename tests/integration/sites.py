"""What integration tests put on loopback sites, and the sources that list it."""

from email.utils import format_datetime


def article(title, words="The harbour council met on Monday and voted to rebuild the old pier."):
    places = ("north", "south", "east", "west", "old", "new")
    text = "".join(f"<p>{words} The {place} side comes next.</p>" for place in places)
    return (
        f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{text}"
        "</article></body></html>"
    )


def feed(*items):
    entries = "".join(
        f"<item><title>{url}</title><link>{url}</link>"
        f"<pubDate>{format_datetime(dated)}</pubDate></item>"
        for url, dated in items
    )
    return f"<rss version='2.0'><channel><title>Feed</title>{entries}</channel></rss>"


def sitemap(*items):
    urls = "".join(f"<url><loc>{url}</loc></url>" for url in items)
    return f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{urls}</urlset>"


def site_source(name, **lists):
    return {
        "id": name,
        "kind": "site",
        "allow_hosts": ["127.0.0.1"],
        "poll_minutes": 1,
    } | lists
