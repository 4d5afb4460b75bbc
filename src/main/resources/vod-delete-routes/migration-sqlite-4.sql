-- From version 3 to 4: submissions can be held, and ids can be KEPT. Whatever an earlier version accepted is released.

ALTER TABLE submission ADD COLUMN kept INTEGER NOT NULL DEFAULT 0;

ALTER TABLE submission ADD COLUMN gate TEXT NOT NULL DEFAULT 'RELEASED';

ALTER TABLE submission ADD COLUMN claimable INTEGER NOT NULL DEFAULT 1;

ALTER TABLE submission ADD COLUMN held_for TEXT;

ALTER TABLE submission ADD COLUMN gate_until INTEGER;

ALTER TABLE submission ADD COLUMN approved_at INTEGER;

ALTER TABLE submission ADD COLUMN task TEXT;

ALTER TABLE submission ADD COLUMN task_after INTEGER NOT NULL DEFAULT 0;

DROP INDEX submission_waiting;

DROP INDEX submission_turn;

-- counted again at each start
DROP TABLE total;

-- The check of a column changes nothing on the disk, so the table need not be written again.
PRAGMA writable_schema = ON;

UPDATE sqlite_master SET sql = replace(sql, '''DELETED'', ''FAILED'')', '''DELETED'', ''FAILED'', ''KEPT'')')
  WHERE type = 'table' AND name = 'asset';

PRAGMA writable_schema = RESET;
