-- The stemmer of the extension fts in place of the macro of the same name: Snowball's for English.
CREATE OR REPLACE TEMP MACRO word_stem(word) AS stem(word, 'english');
