-- The store: one row an asset id is queue, lease, outbox and audit. Times are milliseconds since 1970, UTC.

CREATE TABLE IF NOT EXISTS setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- the next slot of each kind of call, and the calls a minute that VOD turned out to admit
CREATE TABLE IF NOT EXISTS pace (
  name       TEXT PRIMARY KEY,
  next_at    INTEGER NOT NULL,
  rate       REAL    NOT NULL, -- 0 if nothing is learnt
  step       REAL    NOT NULL, -- the last raise; 0 if the last change was none
  changed_at INTEGER NOT NULL  -- when the rate was changed
) WITHOUT ROWID;

-- why nothing is sent: one row while the sender is paused
CREATE TABLE IF NOT EXISTS pause (
  cause       TEXT    NOT NULL,
  code        TEXT,
  error       TEXT    NOT NULL, -- escaped and cut
  remedy      TEXT    NOT NULL,
  by_delete   INTEGER NOT NULL, -- 1 if only an accepted DELETE ends it
  since       INTEGER NOT NULL,
  until       INTEGER NOT NULL,
  credentials TEXT    NOT NULL  -- a salted hash of those that were refused
);

-- one file, one request, one schedule run
CREATE TABLE IF NOT EXISTS submission (
  id            INTEGER PRIMARY KEY,
  submission_id TEXT    NOT NULL UNIQUE,
  intake_key    TEXT    NOT NULL UNIQUE,
  source        TEXT    NOT NULL,
  state         TEXT    NOT NULL DEFAULT 'OPEN' CHECK (state IN ('OPEN', 'SEALED')),
  opened_at     INTEGER NOT NULL,
  sealed_at     INTEGER,
  sha256        TEXT,                       -- of the whole content
  kept_as       TEXT,                       -- where a file is kept, from the inbox; the receipt and the report belong beside it
  receipt_at    INTEGER,
  report_at     INTEGER,
  lines         INTEGER NOT NULL DEFAULT 0,
  accepted      INTEGER NOT NULL DEFAULT 0,
  pending       INTEGER NOT NULL DEFAULT 0,
  deleted       INTEGER NOT NULL DEFAULT 0,
  failed        INTEGER NOT NULL DEFAULT 0,
  rejected      INTEGER NOT NULL DEFAULT 0,
  duplicate     INTEGER NOT NULL DEFAULT 0,
  waiting       INTEGER NOT NULL DEFAULT 0, -- duplicates of ids that are not settled
  turn          INTEGER NOT NULL DEFAULT 0, -- virtual time: the ids claimed so far, counted from when the submission joined
  next_due      INTEGER NOT NULL DEFAULT 0, -- no pending id of the submission is due before; 0 if one may be due now
  caller        TEXT                        -- the name of who sent it by HTTP; NULL if nobody did who is known
);
CREATE INDEX IF NOT EXISTS submission_waiting ON submission (next_due) WHERE state = 'SEALED' AND pending > 0;
CREATE INDEX IF NOT EXISTS submission_turn ON submission (turn, id) WHERE state = 'SEALED' AND pending > 0 AND next_due = 0;
CREATE INDEX IF NOT EXISTS submission_open ON submission (id) WHERE state = 'OPEN';
CREATE INDEX IF NOT EXISTS submission_without_receipt ON submission (id) WHERE kept_as IS NOT NULL AND receipt_at IS NULL;
CREATE INDEX IF NOT EXISTS submission_without_report ON submission (id)
  WHERE kept_as IS NOT NULL AND report_at IS NULL AND pending = 0 AND waiting = 0;

CREATE INDEX IF NOT EXISTS submission_caller ON submission (caller, id) WHERE caller IS NOT NULL;

-- how many ids each caller had accepted on each day, counted in days since 1970, UTC
CREATE TABLE IF NOT EXISTS caller_day (
  caller TEXT    NOT NULL,
  day    INTEGER NOT NULL,
  ids    INTEGER NOT NULL,
  PRIMARY KEY (caller, day)
) WITHOUT ROWID;

-- the counters of all sealed submissions together, in one row, so that nobody counts millions of rows
CREATE TABLE IF NOT EXISTS total (
  submissions INTEGER NOT NULL,
  accepted    INTEGER NOT NULL,
  pending     INTEGER NOT NULL,
  deleted     INTEGER NOT NULL,
  failed      INTEGER NOT NULL,
  rejected    INTEGER NOT NULL,
  duplicate   INTEGER NOT NULL,
  unreported  INTEGER NOT NULL  -- settled ids whose outcome has not reached its endpoint
);

CREATE TABLE IF NOT EXISTS asset (
  id          INTEGER PRIMARY KEY,
  asset_id    TEXT    NOT NULL UNIQUE,
  submission  INTEGER NOT NULL REFERENCES submission (id),
  line        INTEGER NOT NULL,
  generation  INTEGER NOT NULL DEFAULT 1,
  status      TEXT    NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'DELETED', 'FAILED')),
  due_at      INTEGER NOT NULL DEFAULT 0, -- may be claimed from then on; while claimed: the end of the lease
  claim       INTEGER,                    -- the fence: the token of who holds the id
  call_id     TEXT,                       -- the last call that was begun
  call_at     INTEGER,
  calling     INTEGER NOT NULL DEFAULT 0, -- 1 from begin-call until the answer is settled
  evidence    TEXT    NOT NULL DEFAULT 'NONE',
  ask         INTEGER NOT NULL DEFAULT 0,
  asked       INTEGER NOT NULL DEFAULT 0,
  alone       INTEGER NOT NULL DEFAULT 0,
  attempts    INTEGER NOT NULL DEFAULT 0,
  refusals    INTEGER NOT NULL DEFAULT 0,
  delays      INTEGER NOT NULL DEFAULT 0,
  busy_since  INTEGER,                    -- when the id was found busy first
  busy_looks  INTEGER NOT NULL DEFAULT 0,
  busy_calls  INTEGER NOT NULL DEFAULT 0,
  busy_hidden INTEGER NOT NULL DEFAULT 0,
  reason      TEXT,
  error_code  TEXT,
  error_msg   TEXT,
  settled_at  INTEGER,
  reported_at INTEGER,
  checksum    INTEGER                     -- over asset_id, submission, line and generation
);
CREATE INDEX IF NOT EXISTS asset_line ON asset (submission, line);
CREATE INDEX IF NOT EXISTS asset_pending ON asset (submission, due_at) WHERE status = 'PENDING';
CREATE INDEX IF NOT EXISTS asset_claimed ON asset (claim) WHERE claim IS NOT NULL;
CREATE INDEX IF NOT EXISTS asset_unreported ON asset (status) WHERE status <> 'PENDING' AND reported_at IS NULL;

-- how earlier generations of an id ended: FAILED ids that were submitted again
CREATE TABLE IF NOT EXISTS earlier (
  asset       INTEGER NOT NULL REFERENCES asset (id),
  generation  INTEGER NOT NULL,
  submission  INTEGER NOT NULL REFERENCES submission (id),
  line        INTEGER NOT NULL,
  status      TEXT    NOT NULL,
  attempts    INTEGER NOT NULL,
  reason      TEXT,
  error_code  TEXT,
  error_msg   TEXT,
  settled_at  INTEGER NOT NULL,
  reported_at INTEGER,
  checksum    INTEGER,                    -- that of the row in asset at that time
  PRIMARY KEY (asset, generation)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS earlier_line ON earlier (submission, line);
CREATE INDEX IF NOT EXISTS earlier_unreported ON earlier (status) WHERE reported_at IS NULL;

-- lines that named an id which was accepted before
CREATE TABLE IF NOT EXISTS duplicate (
  submission INTEGER NOT NULL REFERENCES submission (id),
  line       INTEGER NOT NULL,
  asset      INTEGER NOT NULL REFERENCES asset (id),
  generation INTEGER NOT NULL,
  PRIMARY KEY (submission, line)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS duplicate_asset ON duplicate (asset, generation);

-- lines that held no asset id
CREATE TABLE IF NOT EXISTS rejected (
  submission INTEGER NOT NULL REFERENCES submission (id),
  line       INTEGER NOT NULL,
  text       TEXT    NOT NULL, -- escaped and cut
  reason     TEXT    NOT NULL,
  PRIMARY KEY (submission, line)
) WITHOUT ROWID;
