-- How far the warehouse reaches.
SELECT * FROM mart_pipeline_freshness;
