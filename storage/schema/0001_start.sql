-- The first schema. Later ones are only added, as 0002_….sql and so on; this file is not edited any more.
--
-- Times are INTEGER microseconds since 1970 in UTC: exact, small, and compared as numbers.
-- Decimals are TEXT, so that no credit is ever rounded by a float.

CREATE TABLE meta (
    key TEXT NOT NULL PRIMARY KEY,
    value ANY
) STRICT, WITHOUT ROWID;

-- One wish of one person. `seq` orders tasks by when they were written down, whatever a clock said.
CREATE TABLE tasks (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE CHECK (id GLOB 'GL-[A-Z0-9][A-Z0-9][A-Z0-9][A-Z0-9]*' AND id NOT GLOB '*[^A-Z0-9-]*'),
    team TEXT NOT NULL,
    channel TEXT NOT NULL,
    requester TEXT NOT NULL,
    provider TEXT NOT NULL,
    call TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('image', 'video', 'avatar_video', 'audio')),
    inputs TEXT NOT NULL,
    source_job TEXT,
    lineage TEXT NOT NULL,
    parent TEXT,
    follow_up TEXT CHECK (follow_up IN ('image', 'video', 'avatar_video', 'audio')),
    created_at INTEGER NOT NULL,
    reply_to TEXT NOT NULL,
    dedupe TEXT UNIQUE,
    version INTEGER NOT NULL CHECK (version >= 0),
    changed_at INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN (
        'requested', 'awaiting_approval', 'queued', 'submitting', 'unknown', 'rendering', 'stalled', 'fetching',
        'undelivered', 'delivered', 'approved', 'failed', 'refused', 'expired', 'cancelled', 'deleting', 'deleted'
    )),
    estimate TEXT NOT NULL,
    confirmed INTEGER NOT NULL CHECK (confirmed IN (0, 1)),
    job_id TEXT,
    attempt INTEGER NOT NULL CHECK (attempt >= 1),
    resends INTEGER NOT NULL CHECK (resends >= 0),
    looks INTEGER NOT NULL CHECK (looks >= 0),
    needs_person INTEGER NOT NULL CHECK (needs_person IN (0, 1)),
    submitted_at INTEGER,
    finished_at INTEGER,
    result_url TEXT,
    cost TEXT,
    reason TEXT NOT NULL,
    asked_by TEXT,
    asked_change TEXT NOT NULL,
    decided_by TEXT,
    decided_at INTEGER,
    leftovers TEXT NOT NULL,
    status_ts TEXT,
    result_ts TEXT
) STRICT;

-- One job makes one thing for one task. A task that ended without a result lets go of its job.
CREATE UNIQUE INDEX tasks_own_job ON tasks (provider, job_id, kind)
    WHERE job_id IS NOT NULL AND status NOT IN ('failed', 'cancelled', 'refused', 'expired', 'deleted');
CREATE INDEX tasks_job ON tasks (provider, job_id) WHERE job_id IS NOT NULL;
CREATE INDEX tasks_lineage ON tasks (lineage);
CREATE INDEX tasks_channel ON tasks (channel);
CREATE INDEX tasks_requester ON tasks (requester);
CREATE INDEX tasks_status_message ON tasks (channel, status_ts) WHERE status_ts IS NOT NULL;
CREATE INDEX tasks_result_message ON tasks (channel, result_ts) WHERE result_ts IS NOT NULL;
CREATE INDEX tasks_open ON tasks (status, changed_at) WHERE status IN (
    'requested', 'awaiting_approval', 'queued', 'submitting', 'unknown', 'rendering', 'stalled', 'fetching'
);
CREATE INDEX tasks_finished ON tasks (provider, call, finished_at)
    WHERE finished_at IS NOT NULL AND result_url IS NOT NULL;

-- `at`: when the bytes were archived first. `tidied` once the archived bytes are gone.
CREATE TABLE media (
    task TEXT NOT NULL PRIMARY KEY REFERENCES tasks (id),
    path TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL CHECK (size >= 0),
    mime TEXT NOT NULL,
    slack_file TEXT,
    at INTEGER NOT NULL,
    tidied INTEGER NOT NULL DEFAULT 0 CHECK (tidied IN (0, 1))
) STRICT;
CREATE INDEX media_old ON media (at) WHERE tidied = 0;

CREATE VIEW whole_tasks AS
SELECT
    tasks.seq, tasks.id, tasks.team, tasks.channel, tasks.requester, tasks.provider, tasks.call, tasks.kind,
    tasks.inputs, tasks.source_job, tasks.lineage, tasks.parent, tasks.follow_up, tasks.created_at, tasks.reply_to,
    tasks.dedupe, tasks.version, tasks.changed_at, tasks.status, tasks.estimate, tasks.confirmed, tasks.job_id,
    tasks.attempt, tasks.resends, tasks.looks, tasks.needs_person, tasks.submitted_at, tasks.finished_at,
    tasks.result_url, tasks.cost, tasks.reason, tasks.asked_by, tasks.asked_change, tasks.decided_by,
    tasks.decided_at, tasks.leftovers, tasks.status_ts, tasks.result_ts,
    media.path, media.sha256, media.size, media.mime, media.slack_file
FROM tasks LEFT JOIN media ON media.task = tasks.id;

CREATE TABLE history (
    id INTEGER PRIMARY KEY,
    task TEXT NOT NULL REFERENCES tasks (id),
    at INTEGER NOT NULL,
    what TEXT NOT NULL,
    who TEXT,
    before TEXT NOT NULL,
    after TEXT NOT NULL
) STRICT;
CREATE INDEX history_task ON history (task);

-- What has to happen in the world. `ended`: it was carried out or given up; a row in doubt can be either.
-- `due`: when it is to be tried. `again`: it was wished for anew while being sent, and for when.
-- `armed`: from when on this wish was to be carried out. `request`: a paid call as it left, byte for byte.
-- `task` is no foreign key: a click may name a task that a restored file does not know, and gets an answer.
-- `lane` says who may claim the row: nobody, the worker, or the sweep that reads jobs. A paid call in doubt
-- is in no lane: it is looked for, never sent again by itself.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
    effect_key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    task TEXT,
    provider TEXT,
    channel TEXT NOT NULL,
    urgent INTEGER NOT NULL CHECK (urgent IN (0, 1)),
    paid INTEGER NOT NULL CHECK (paid IN (0, 1)),
    payload TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'ready' CHECK (state IN ('ready', 'sending', 'done', 'failed', 'unknown')),
    ended INTEGER NOT NULL DEFAULT 0 CHECK (ended IN (0, 1)),
    due INTEGER NOT NULL,
    armed INTEGER NOT NULL,
    again INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    wanted INTEGER NOT NULL DEFAULT 0,
    unsure INTEGER NOT NULL DEFAULT 0 CHECK (unsure IN (0, 1)),
    restored INTEGER NOT NULL DEFAULT 0 CHECK (restored IN (0, 1)),
    error TEXT NOT NULL DEFAULT '',
    request TEXT,
    lane TEXT GENERATED ALWAYS AS (
        CASE
            WHEN ended = 1 OR state NOT IN ('ready', 'unknown') OR (paid = 1 AND state = 'unknown') THEN NULL
            WHEN name = 'CheckJob' THEN 'check'
            ELSE 'work'
        END
    ) VIRTUAL,
    CHECK (ended = 1 OR state NOT IN ('done', 'failed')),
    CHECK (ended = 0 OR state NOT IN ('ready', 'sending')),
    CHECK (again IS NULL OR state = 'sending'),
    CHECK (name <> 'CheckJob' OR (provider IS NOT NULL AND task IS NOT NULL AND paid = 0))
) STRICT;
CREATE INDEX outbox_work ON outbox (channel, urgent, due) WHERE lane = 'work';
CREATE INDEX outbox_checks ON outbox (provider, due) WHERE lane = 'check';
CREATE INDEX outbox_due ON outbox (due) WHERE lane IS NOT NULL;

-- The hash of each callback address that was given out.
CREATE TABLE webhook_tokens (
    sha256 TEXT NOT NULL PRIMARY KEY,
    task TEXT NOT NULL REFERENCES tasks (id),
    provider TEXT NOT NULL,
    attempt INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Providers' calls as they came in. The same body for the same token is kept once.
CREATE TABLE webhooks (
    id INTEGER PRIMARY KEY,
    provider TEXT NOT NULL,
    token_sha256 TEXT NOT NULL,
    body_sha256 BLOB NOT NULL,
    task TEXT NOT NULL REFERENCES tasks (id),
    body BLOB NOT NULL,
    headers TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'done')),
    UNIQUE (provider, token_sha256, body_sha256)
) STRICT;
CREATE INDEX webhooks_new ON webhooks (id) WHERE state = 'new';
CREATE INDEX webhooks_received ON webhooks (received_at);

-- One row a spend, written over as the truth comes in. `at` stays when it was first reserved, so that a late
-- settlement does not move a spend into another month.
CREATE TABLE ledger (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    task TEXT NOT NULL REFERENCES tasks (id),
    team TEXT NOT NULL,
    channel TEXT NOT NULL,
    person TEXT NOT NULL,
    provider TEXT NOT NULL,
    credit TEXT NOT NULL,
    money TEXT,
    state TEXT NOT NULL CHECK (state IN ('reserved', 'settled', 'released', 'unknown')),
    estimated INTEGER NOT NULL CHECK (estimated IN (0, 1)),
    maybe_refunded INTEGER NOT NULL CHECK (maybe_refunded IN (0, 1)),
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX ledger_task ON ledger (task);
CREATE INDEX ledger_team ON ledger (team, at);

CREATE TABLE channels (
    team TEXT NOT NULL,
    channel TEXT NOT NULL,
    also_notify TEXT,
    broadcast_results INTEGER NOT NULL CHECK (broadcast_results IN (0, 1)),
    broadcast_approved INTEGER NOT NULL CHECK (broadcast_approved IN (0, 1)),
    ask_before TEXT NOT NULL,
    most_credits TEXT,
    requesters TEXT,
    approvers TEXT,
    is_shared INTEGER NOT NULL CHECK (is_shared IN (0, 1)),
    admins TEXT NOT NULL,
    PRIMARY KEY (team, channel)
) STRICT, WITHOUT ROWID;

-- What Slack said of a person, cached.
CREATE TABLE people (
    seen_in TEXT NOT NULL,
    person TEXT NOT NULL,
    team TEXT NOT NULL,
    is_admin INTEGER NOT NULL CHECK (is_admin IN (0, 1)),
    is_guest INTEGER NOT NULL CHECK (is_guest IN (0, 1)),
    is_stranger INTEGER NOT NULL CHECK (is_stranger IN (0, 1)),
    is_bot INTEGER NOT NULL CHECK (is_bot IN (0, 1)),
    at INTEGER NOT NULL,
    PRIMARY KEY (seen_in, person)
) STRICT, WITHOUT ROWID;
