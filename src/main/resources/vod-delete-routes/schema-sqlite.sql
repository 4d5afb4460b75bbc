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
  caller        TEXT,                       -- the name of who sent it by HTTP; NULL if nobody did who is known
  kept          INTEGER NOT NULL DEFAULT 0,
  gate          TEXT    NOT NULL DEFAULT 'RELEASED', -- see Gate; means nothing before the submission is sealed
  claimable     INTEGER NOT NULL DEFAULT 1, -- 1 if pending ids may be claimed: released ones, and of an ended one those whose call began
  held_for      TEXT,                       -- why it is or was held: codes, separated by commas
  gate_until    INTEGER,                    -- when HELD expires, when GRACE ends
  approved_at   INTEGER,                    -- NULL unless a person approved it
  task          TEXT,                       -- what is still to be done with its ids, page by page, see GateTasks
  task_after    INTEGER NOT NULL DEFAULT 0, -- the row of asset, or the line, up to which that is done
  seen          INTEGER NOT NULL DEFAULT 0, -- how many assets asset/info described for its plan
  requested_by   TEXT,                      -- who asked for it, from where and why, see Requested
  requested_from TEXT,
  request_reason TEXT,
  traceparent    TEXT,                      -- W3C Trace Context of the request
  approved_by    TEXT,                      -- who approved it last, and why
  approval_reason TEXT,
  archive       INTEGER,                    -- the archive that has its lines; NULL if they are here
  first_call_at INTEGER,                    -- when the first call with an id of it began
  done_at       INTEGER,                    -- when the last id of its lines was settled
  -- conditions of indexes: PostgreSQL writes no index entry for a counter that changes without changing these
  live          INTEGER GENERATED ALWAYS AS (pending > 0) VIRTUAL,
  unfinished    INTEGER GENERATED ALWAYS AS (pending > 0 OR waiting > 0) VIRTUAL
);
CREATE INDEX IF NOT EXISTS submission_waiting ON submission (next_due) WHERE state = 'SEALED' AND claimable = 1 AND live = 1;
CREATE INDEX IF NOT EXISTS submission_turn ON submission (turn, id)
  WHERE state = 'SEALED' AND claimable = 1 AND live = 1 AND next_due = 0;
CREATE INDEX IF NOT EXISTS submission_gate ON submission (gate, id) WHERE state = 'SEALED' AND gate <> 'RELEASED';
CREATE INDEX IF NOT EXISTS submission_approved ON submission (id) WHERE approved_at IS NOT NULL AND live = 1;
CREATE INDEX IF NOT EXISTS submission_task ON submission (id) WHERE task IS NOT NULL;
CREATE INDEX IF NOT EXISTS submission_open ON submission (id) WHERE state = 'OPEN';
CREATE INDEX IF NOT EXISTS submission_without_receipt ON submission (id) WHERE kept_as IS NOT NULL AND receipt_at IS NULL;
CREATE INDEX IF NOT EXISTS submission_without_report ON submission (id)
  WHERE kept_as IS NOT NULL AND report_at IS NULL AND unfinished = 0;

CREATE INDEX IF NOT EXISTS submission_caller ON submission (caller, id) WHERE caller IS NOT NULL;

-- lists that are filtered: whatever the filter, one page looks at a limited number of rows of one of them
CREATE INDEX IF NOT EXISTS submission_opened ON submission (opened_at);
CREATE INDEX IF NOT EXISTS submission_caller_opened ON submission (caller, opened_at) WHERE caller IS NOT NULL;
CREATE INDEX IF NOT EXISTS submission_requested ON submission (requested_by, opened_at) WHERE requested_by IS NOT NULL;
CREATE INDEX IF NOT EXISTS submission_reading ON submission (opened_at) WHERE state = 'OPEN';
CREATE INDEX IF NOT EXISTS submission_unfinished ON submission (opened_at)
  WHERE state = 'SEALED' AND gate = 'RELEASED' AND unfinished = 1;

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
  kept        INTEGER NOT NULL,
  unreported  INTEGER NOT NULL  -- settled ids whose outcome has not reached its endpoint
);

-- what was counted since version 5, see Counter; no value ever falls
CREATE TABLE IF NOT EXISTS counter (
  name  TEXT    NOT NULL,
  label TEXT    NOT NULL,
  value INTEGER NOT NULL,
  PRIMARY KEY (name, label)
) WITHOUT ROWID;

-- why ids were not deleted: how often, and how many of these ids were submitted again afterwards, see OutcomeCountSql
CREATE TABLE IF NOT EXISTS outcome_count (
  status     TEXT    NOT NULL,
  reason     TEXT    NOT NULL,
  error_code TEXT    NOT NULL, -- of FAILED ids; empty if there is none
  outcomes   INTEGER NOT NULL,
  again      INTEGER NOT NULL,
  last_id    TEXT,
  last_at    INTEGER,
  PRIMARY KEY (status, reason, error_code)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS asset (
  id          INTEGER PRIMARY KEY,
  asset_id    TEXT    NOT NULL UNIQUE,
  submission  INTEGER NOT NULL REFERENCES submission (id),
  line        INTEGER NOT NULL,
  generation  INTEGER NOT NULL DEFAULT 1,
  status      TEXT    NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'DELETED', 'FAILED', 'KEPT')),
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
  checksum    INTEGER,                    -- over asset_id, submission, line and generation
  planned     INTEGER,                    -- last_modified when the plan was made, in seconds, times 2, and 1 more if it was published
  title       TEXT,                       -- what asset/info said: escaped and cut
  vod_status  TEXT,                       -- VOD's last word before the asset was gone
  created_at  INTEGER,                    -- when the asset was created
  request_id  TEXT                        -- VOD's id of the request whose response settled the id
);
CREATE INDEX IF NOT EXISTS asset_line ON asset (submission, line);
CREATE INDEX IF NOT EXISTS asset_reason ON asset (submission, status, reason, line) WHERE reason IS NOT NULL;
CREATE INDEX IF NOT EXISTS asset_pending ON asset (submission, due_at) WHERE status = 'PENDING';
CREATE INDEX IF NOT EXISTS asset_claimed ON asset (claim) WHERE claim IS NOT NULL;
CREATE INDEX IF NOT EXISTS asset_ambiguous ON asset (submission)
  WHERE status = 'PENDING' AND calling = 0 AND evidence = 'MAY_HAVE_ACTED';
CREATE INDEX IF NOT EXISTS asset_busy ON asset (submission) WHERE status = 'PENDING' AND busy_since IS NOT NULL;
CREATE INDEX IF NOT EXISTS asset_unreported ON asset (status, settled_at) WHERE status <> 'PENDING' AND reported_at IS NULL;

-- how earlier generations of an id ended: FAILED and KEPT ids that were submitted again
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
  title       TEXT,
  vod_status  TEXT,
  created_at  INTEGER,
  request_id  TEXT,
  PRIMARY KEY (asset, generation)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS earlier_line ON earlier (submission, line);
CREATE INDEX IF NOT EXISTS earlier_reason ON earlier (submission, status, reason, line) WHERE reason IS NOT NULL;
CREATE INDEX IF NOT EXISTS earlier_unreported ON earlier (status) WHERE reported_at IS NULL;

-- files that have the lines of settled submissions
CREATE TABLE IF NOT EXISTS archive (
  id          INTEGER PRIMARY KEY,
  file        TEXT    NOT NULL UNIQUE,
  sha256      TEXT    NOT NULL,
  bytes       INTEGER NOT NULL,
  submissions INTEGER NOT NULL,
  lines       INTEGER NOT NULL,
  made_at     INTEGER NOT NULL,
  moved       INTEGER NOT NULL DEFAULT 0 -- 1 once the lines are no longer here
);

-- ids that only archived submissions name: no row of asset has the same id
CREATE TABLE IF NOT EXISTS archived (
  asset_id   TEXT    PRIMARY KEY,
  id         INTEGER NOT NULL, -- that of its row in asset
  submission INTEGER NOT NULL,
  line       INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  status     TEXT    NOT NULL,
  reason     TEXT,
  error_code TEXT,
  settled_at INTEGER NOT NULL,
  checksum   INTEGER
) WITHOUT ROWID;

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

-- how many lines of each submission failed, were kept or were rejected, and why; without duplicates
CREATE TABLE IF NOT EXISTS reason_count (
  submission INTEGER NOT NULL REFERENCES submission (id),
  status     TEXT    NOT NULL,
  reason     TEXT    NOT NULL,
  lines      INTEGER NOT NULL,
  PRIMARY KEY (submission, status, reason)
) WITHOUT ROWID;

-- ids whose call another node had begun when it was replaced: it may reach VOD until then, so they do not become FAILED before
CREATE TABLE IF NOT EXISTS unanswered (
  asset INTEGER PRIMARY KEY REFERENCES asset (id),
  until INTEGER NOT NULL
);

-- columns of lists that are kept for people (vod.intake.keep-columns): no row unless there are any
CREATE TABLE IF NOT EXISTS line_column (
  submission INTEGER NOT NULL REFERENCES submission (id),
  line       INTEGER NOT NULL,
  value      TEXT    NOT NULL, -- name, tab and value, escaped and cut, of each column, between line feeds
  PRIMARY KEY (submission, line)
) WITHOUT ROWID;

-- their names
CREATE TABLE IF NOT EXISTS kept_column (
  submission INTEGER NOT NULL REFERENCES submission (id),
  name       TEXT    NOT NULL,
  PRIMARY KEY (submission, name)
) WITHOUT ROWID;

-- the plans of held submissions; the bytes of the text are what is approved
CREATE TABLE IF NOT EXISTS plan (
  submission INTEGER PRIMARY KEY REFERENCES submission (id),
  sha256     TEXT    NOT NULL UNIQUE,
  text       TEXT    NOT NULL,
  json       TEXT    NOT NULL,
  made_at    INTEGER NOT NULL
);

-- how many ids were released without approval in each minute since 1970, of the last day
CREATE TABLE IF NOT EXISTS released (
  minute INTEGER PRIMARY KEY,
  ids    INTEGER NOT NULL
);

-- their sum from that minute on, in one row
CREATE TABLE IF NOT EXISTS released_sum (
  since INTEGER NOT NULL,
  ids   INTEGER NOT NULL
);

-- how many ids the last runs of each schedule had; counted = 0 while the run is held
CREATE TABLE IF NOT EXISTS run_size (
  schedule   TEXT    NOT NULL,
  submission INTEGER NOT NULL REFERENCES submission (id),
  ids        INTEGER NOT NULL,
  counted    INTEGER NOT NULL,
  PRIMARY KEY (schedule, submission)
) WITHOUT ROWID;

-- what happened to submissions and to the sender and has not been told to vod.notify.uri
CREATE TABLE IF NOT EXISTS event (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT    NOT NULL,
  submission INTEGER REFERENCES submission (id),
  at         INTEGER NOT NULL,
  who        TEXT,
  reason     TEXT
);
