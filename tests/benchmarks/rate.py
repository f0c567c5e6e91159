"""Words per second of processor time of one annotator, in a process of its own.

python rate.py {stock|pipe|annotator} MODEL < texts.jsonl > result.json

Loading is not counted; every text is seen once, so that nothing is known of it before. `stock`
needs no more than spaCy, and so runs in the environment of another version, too.
"""

import json
import resource
import sys
import time


def stock(model):
    import spacy

    return spacy.load(model).pipe


def pipe(model):
    from dateline.annotate.model.loading import load, pipe
    from dateline.annotate.paragraphs import paragraphs

    parse = pipe(load(model))

    def run(texts):
        for text in texts:
            yield from parse([paragraph for paragraph, _ in paragraphs(text)])

    return run


def annotator(model):
    from datetime import UTC, datetime

    from dateline.annotate import Annotator

    annotate = Annotator(model).annotate
    day = datetime(2016, 1, 4, tzinfo=UTC)

    def run(texts):
        rows = (
            {
                "article_id": str(number),
                "content_hash": "",
                "title": None,
                "text": text,
                "published_at": day,
                "language": "en",
            }
            for number, text in enumerate(texts)
        )
        for annotation in annotate(rows):
            assert annotation.outcome == "ok", annotation.reason
            yield annotation

    return run


def main():
    run = {"stock": stock, "pipe": pipe, "annotator": annotator}[sys.argv[1]](sys.argv[2])
    texts = [json.loads(line)["text"] for line in sys.stdin]
    started = time.process_time()
    for _ in run(texts):
        pass
    seconds = time.process_time() - started
    words = sum(len(text.split()) for text in texts)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"words": words, "rate": words / seconds, "peak_mb": peak}))


if __name__ == "__main__":
    main()
