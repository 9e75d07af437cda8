-- Rules of a channel, the audit trail of its settings, and who said what about a task.

ALTER TABLE channels ADD COLUMN approver_group TEXT;
ALTER TABLE channels ADD COLUMN approvals_needed INTEGER NOT NULL DEFAULT 1 CHECK (approvals_needed >= 1);
ALTER TABLE channels ADD COLUMN own_approval INTEGER NOT NULL DEFAULT 1 CHECK (own_approval IN (0, 1));
ALTER TABLE channels ADD COLUMN budget_month TEXT;
ALTER TABLE channels ADD COLUMN budget_person TEXT;
ALTER TABLE channels ADD COLUMN remind_after INTEGER;
ALTER TABLE channels ADD COLUMN expire_after INTEGER NOT NULL DEFAULT 604800;
ALTER TABLE channels ADD COLUMN ask_next TEXT;

CREATE TABLE setting_changes (
    id INTEGER PRIMARY KEY,
    team TEXT NOT NULL,
    channel TEXT NOT NULL,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL
) STRICT;
CREATE INDEX setting_changes_channel ON setting_changes (team, channel, id);

-- `place` counts a task's verdicts from 0. Nobody approves twice in one round: 'changes' and 'reopened' end one.
CREATE TABLE reviews (
    task TEXT NOT NULL REFERENCES tasks (id),
    place INTEGER NOT NULL CHECK (place >= 0),
    round INTEGER NOT NULL CHECK (round >= 0),
    person TEXT NOT NULL,
    verdict TEXT NOT NULL CHECK (verdict IN ('spend', 'asked_next', 'approved', 'changes', 'reopened')),
    at INTEGER NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (task, place)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX reviews_one_voice ON reviews (task, round, person, verdict)
    WHERE verdict IN ('spend', 'approved');

-- A task's verdicts, one a line: a view of a schema that is not trusted may not make JSON.
DROP VIEW whole_tasks;
CREATE VIEW whole_tasks AS
SELECT
    tasks.seq, tasks.id, tasks.team, tasks.channel, tasks.requester, tasks.provider, tasks.call, tasks.kind,
    tasks.inputs, tasks.source_job, tasks.lineage, tasks.parent, tasks.follow_up, tasks.created_at, tasks.reply_to,
    tasks.dedupe, tasks.version, tasks.changed_at, tasks.status, tasks.estimate, tasks.confirmed, tasks.job_id,
    tasks.attempt, tasks.resends, tasks.looks, tasks.needs_person, tasks.submitted_at, tasks.finished_at,
    tasks.result_url, tasks.cost, tasks.reason, tasks.asked_by, tasks.asked_change, tasks.decided_by,
    tasks.decided_at, tasks.leftovers, tasks.status_ts, tasks.result_ts,
    (
        SELECT group_concat(place || '|' || at || '|' || version || '|' || verdict || '|' || person, char(10))
        FROM reviews WHERE reviews.task = tasks.id
    ) AS reviews,
    media.path, media.sha256, media.size, media.mime, media.slack_file
FROM tasks LEFT JOIN media ON media.task = tasks.id;
