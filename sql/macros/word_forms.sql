-- How the beginning of a word and of its relatives may be written in a text: a final e, i or y of
-- the stem stands for other letters in some of them (policy: polici) and is left out.
CREATE OR REPLACE MACRO word_forms(word, stem) AS (
    list_distinct(list_transform(
        [regexp_replace(stem, '(.)[eiy]$', '\1')],
        lambda b: [b, upper(b[1]) || b[2:], upper(b), word[:length(b)]]
    )[1])
);

COMMENT ON MACRO word_forms IS
    'Beginnings by which a word and others of its stem are found in a text, for keyword search: in small letters, with a capital, in capitals, and as given.';
