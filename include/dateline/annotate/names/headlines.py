"""Which entities of the text a headline names."""

import re
from collections.abc import Iterable

from dateline.annotate.parts import Entity

NAMING = ("name", "surname", "acronym", "demonym")


def named_in_title(title: str, entities: Iterable[Entity]) -> set[str]:
    """Ids of the entities of which a form in the text stands in the headline, too.

    Args:
        title: the headline; case counts, unless all of it is in capitals.
        entities: the entities of the text.
    """
    folded = title.upper() if title.isupper() else title
    words = set(re.findall(r"[^\W_]+", folded))
    found = set()
    for entity in entities:
        forms = {m.text for m in entity.mentions if m.form in NAMING} | {entity.name}
        for form in forms:
            text = form.upper() if title.isupper() else form
            parts = re.findall(r"[^\W_]+", text)
            if parts and words.issuperset(parts) and re.search(rf"\b{re.escape(text)}\b", folded):
                found.add(entity.id)
                break
    return found
