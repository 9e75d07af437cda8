-- Batches: many orders in one table, and the message that all of them hang on.

CREATE TABLE batches (
    id TEXT NOT NULL PRIMARY KEY,
    team TEXT NOT NULL,
    channel TEXT NOT NULL,
    person TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    provider TEXT NOT NULL,
    call TEXT NOT NULL,
    rows TEXT NOT NULL,
    ts TEXT
) STRICT, WITHOUT ROWID;

-- Which row of which batch a task came from. Tasks that grow out of it later belong to none.
ALTER TABLE tasks ADD COLUMN batch TEXT;
ALTER TABLE tasks ADD COLUMN batch_row INTEGER CHECK ((batch IS NULL) = (batch_row IS NULL));
CREATE INDEX tasks_batch ON tasks (batch, seq) WHERE batch IS NOT NULL;

DROP VIEW whole_tasks;
CREATE VIEW whole_tasks AS
SELECT
    tasks.seq, tasks.id, tasks.team, tasks.channel, tasks.requester, tasks.provider, tasks.call, tasks.kind,
    tasks.inputs, tasks.source_job, tasks.lineage, tasks.parent, tasks.follow_up, tasks.created_at, tasks.reply_to,
    tasks.dedupe, tasks.batch, tasks.batch_row, tasks.version, tasks.changed_at, tasks.status, tasks.estimate,
    tasks.confirmed, tasks.job_id, tasks.attempt, tasks.resends, tasks.looks, tasks.needs_person,
    tasks.submitted_at, tasks.finished_at, tasks.result_url, tasks.cost, tasks.reason, tasks.asked_by,
    tasks.asked_change, tasks.decided_by, tasks.decided_at, tasks.leftovers, tasks.status_ts, tasks.result_ts,
    (
        SELECT group_concat(place || '|' || at || '|' || version || '|' || verdict || '|' || person, char(10))
        FROM reviews WHERE reviews.task = tasks.id
    ) AS reviews,
    media.path, media.sha256, media.size, media.mime, media.slack_file
FROM tasks LEFT JOIN media ON media.task = tasks.id;
