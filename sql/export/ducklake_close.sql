-- Let the catalogue say where its files will be, and be complete in its file.
DETACH exported;
ATTACH {file} AS catalogue;
UPDATE catalogue.ducklake_metadata SET "value" = {data} WHERE "key" = 'data_path';
DETACH catalogue;
