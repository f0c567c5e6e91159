-- The stem of a word where nothing better is at hand: endings of plurals cut off, the S stemmer of
-- Harman 1991, How effective is suffixing? Journal of the American Society for Information Science.
CREATE OR REPLACE MACRO word_stem(word) AS (
    CASE
        WHEN regexp_matches(word, '[^ea]ies$') THEN word[:-4] || 'y'
        WHEN regexp_matches(word, '[^aeo]es$') THEN word[:-2]
        WHEN regexp_matches(word, '[^us]s$') AND length(word) > 3 THEN word[:-2]
        ELSE word
    END
);

COMMENT ON MACRO word_stem IS
    'Stem of an English word in lower case, for keyword search: endings of plurals cut off. `dateline sql` puts the stemmer of the extension fts in its place where that is installed.';
