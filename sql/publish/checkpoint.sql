-- Have everything in the warehouse's file, and nothing in its write-ahead log.
CHECKPOINT;
