-- The words between two offsets of a text of that many code points. DuckDB counts code points from
-- the start of a text for a position, and from its end for a negative one: the nearer is taken.
CREATE OR REPLACE TEMP MACRO words_at("text", size, start_offset, end_offset) AS
    substring(
        "text",
        CASE WHEN 2 * start_offset < size THEN start_offset + 1 ELSE start_offset - size END,
        end_offset - start_offset
    );
