-- Every statement that Greenlight runs, by name. Times are microseconds, lists come as JSON arrays.

-- name: insert_task
-- Writes a new task down; nothing happens when the same order was written down before.
INSERT INTO tasks (
    id, team, channel, requester, provider, call, kind, inputs, source_job, lineage, parent, follow_up, created_at,
    reply_to, dedupe, batch, batch_row, version, changed_at, status, estimate, confirmed, job_id, attempt, resends, looks,
    needs_person, submitted_at, finished_at, result_url, cost, reason, asked_by, asked_change, decided_by,
    decided_at, leftovers, status_ts, result_ts
) VALUES (
    ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
    ?, ?
)
ON CONFLICT (dedupe) DO NOTHING;

-- name: update_task
-- Moves a task on, unless somebody else did first. What was asked for never changes.
UPDATE tasks SET
    version = ?, changed_at = ?, status = ?, estimate = ?, confirmed = ?, job_id = ?, attempt = ?, resends = ?,
    looks = ?, needs_person = ?, submitted_at = ?, finished_at = ?, result_url = ?, cost = ?, reason = ?,
    asked_by = ?, asked_change = ?, decided_by = ?, decided_at = ?, leftovers = ?, status_ts = ?, result_ts = ?
WHERE id = ? AND version = ?;

-- name: keep_media
-- Keeps what is known of a result; its age counts from the first time.
INSERT INTO media (task, path, sha256, size, mime, slack_file, at) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (task) DO UPDATE SET
    path = excluded.path, sha256 = excluded.sha256, size = excluded.size, mime = excluded.mime,
    slack_file = excluded.slack_file
WHERE (media.path, media.sha256, media.size, media.mime, media.slack_file)
    IS NOT (excluded.path, excluded.sha256, excluded.size, excluded.mime, excluded.slack_file);

-- name: drop_media
-- A task that has no result any more.
DELETE FROM media WHERE task = ?;

-- name: add_history
-- One line for each transition.
INSERT INTO history (task, at, what, who, before, after) VALUES (?, ?, ?, ?, ?, ?);

-- name: add_note
-- Why the last line of a task's history came about, and what it did to the money.
INSERT INTO history_notes (line, why, credit, state, estimated)
SELECT max(id), :why, :credit, :state, :estimated FROM history WHERE task = :task;

-- name: add_effect
-- An effect that happens once, however often it is wished for.
INSERT INTO outbox (effect_key, name, task, provider, channel, due, armed, payload, paid, urgent)
VALUES (
    ?1, ?2, ?3, CASE WHEN ?2 = 'CheckJob' THEN (SELECT provider FROM tasks WHERE id = ?3) END, ?4, ?5, ?5, ?6, ?7, ?8
)
ON CONFLICT (effect_key) DO NOTHING;

-- name: add_plain_effect
-- The same for one that reads no job: its values stand alone, so that many go into one statement.
INSERT INTO outbox (effect_key, name, task, channel, due, payload, paid, urgent, armed)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (effect_key) DO NOTHING;

-- name: arm_effect
-- An effect that may come again: one that has ended is armed anew, one that waits becomes due sooner, and one
-- that is being sent is kept in mind for when that ends. A doubt stays.
INSERT INTO outbox (effect_key, name, task, provider, channel, due, armed, payload, paid, urgent)
VALUES (
    ?1, ?2, ?3, CASE WHEN ?2 = 'CheckJob' THEN (SELECT provider FROM tasks WHERE id = ?3) END, ?4, ?5, ?5, ?6, ?7, ?8
)
ON CONFLICT (effect_key) DO UPDATE SET
    state = CASE WHEN outbox.ended = 1 AND outbox.state <> 'unknown' THEN 'ready' ELSE outbox.state END,
    ended = 0,
    attempts = CASE WHEN outbox.ended = 1 THEN 0 ELSE outbox.attempts END,
    due = CASE
        WHEN outbox.ended = 1 THEN excluded.due
        WHEN outbox.state = 'sending' THEN outbox.due
        ELSE min(outbox.due, excluded.due)
    END,
    armed = CASE WHEN outbox.ended = 1 THEN excluded.armed ELSE outbox.armed END,
    again = CASE WHEN outbox.state = 'sending' THEN min(coalesce(outbox.again, excluded.due), excluded.due) END,
    wanted = outbox.wanted + 1,
    channel = excluded.channel,
    payload = excluded.payload,
    urgent = excluded.urgent;

-- name: forget_effect
-- Drops an effect that nobody has begun.
DELETE FROM outbox WHERE effect_key = ? AND lane IS NOT NULL;

-- name: keep_request
-- The paid request as it is about to leave, kept with the row that was claimed for it.
UPDATE outbox SET request = ? WHERE id = ? AND state = 'sending';

-- name: sent_request
-- The request kept with a paid effect.
SELECT request FROM outbox WHERE effect_key = ?;

-- name: keep_ledger
-- One spend, written over as the truth comes in.
INSERT INTO ledger (
    key, task, team, channel, person, provider, credit, money, state, estimated, maybe_refunded, at
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (key) DO UPDATE SET
    credit = excluded.credit, money = excluded.money, state = excluded.state, estimated = excluded.estimated,
    maybe_refunded = excluded.maybe_refunded;

-- name: keep_token
-- The hash of a callback address that is about to be given out.
INSERT INTO webhook_tokens (sha256, task, provider, attempt) VALUES (?, ?, ?, ?)
ON CONFLICT (sha256) DO NOTHING;

-- name: load
-- One task.
SELECT * FROM whole_tasks WHERE id = ?;

-- name: by_dedupe
-- The task that an order made.
SELECT * FROM whole_tasks WHERE dedupe = ?;

-- name: lineage
-- All tasks of one thread, oldest first.
SELECT * FROM whole_tasks WHERE lineage = ? ORDER BY seq;

-- name: by_job
-- The tasks that own a job, at most one for each goal.
SELECT * FROM whole_tasks
WHERE provider = ? AND job_id = ? AND job_id IS NOT NULL
    AND status NOT IN ('failed', 'cancelled', 'refused', 'expired', 'deleted')
ORDER BY seq;

-- name: claimed_jobs
-- Every job that any task has or had.
SELECT DISTINCT job_id FROM tasks WHERE provider = ? AND job_id IS NOT NULL;

-- name: by_message
-- The task whose status or result message stands at a place.
SELECT * FROM whole_tasks
WHERE seq = coalesce(
    (SELECT seq FROM tasks WHERE channel = ?1 AND status_ts = ?2),
    (SELECT seq FROM tasks WHERE channel = ?1 AND result_ts = ?2)
);

-- name: tasks
-- A filtered list, newest first.
SELECT * FROM whole_tasks
WHERE (:statuses IS NULL OR status IN (SELECT value FROM json_each(:statuses)))
    AND (:since IS NULL OR created_at >= :since)
ORDER BY seq DESC LIMIT :limit;

-- name: tasks_in_channels
-- The same for some channels: the newest few of each, so that nothing is sorted that will not be shown.
SELECT * FROM whole_tasks
WHERE seq IN (
    SELECT newest.seq FROM json_each(:channels) AS wanted CROSS JOIN tasks AS newest
    WHERE newest.seq IN (
        SELECT seq FROM tasks
        WHERE channel = wanted.value
            AND (:statuses IS NULL OR status IN (SELECT value FROM json_each(:statuses)))
            AND (:since IS NULL OR created_at >= :since)
        ORDER BY seq DESC LIMIT :limit
    )
)
ORDER BY seq DESC LIMIT :limit;

-- name: tasks_of_person
-- The same for one requester.
SELECT * FROM whole_tasks
WHERE requester = :requester
    AND (:channels IS NULL OR channel IN (SELECT value FROM json_each(:channels)))
    AND (:statuses IS NULL OR status IN (SELECT value FROM json_each(:statuses)))
    AND (:since IS NULL OR created_at >= :since)
ORDER BY seq DESC LIMIT :limit;

-- name: open_tasks_of_person
-- The same, when only open ones are asked for: few are, however many there were.
SELECT * FROM whole_tasks
WHERE seq IN (
    SELECT seq FROM tasks INDEXED BY tasks_open_of_person
    WHERE requester = :requester
        AND status IN (
            'requested', 'awaiting_approval', 'queued', 'submitting', 'unknown', 'rendering', 'stalled', 'fetching'
        )
        AND (:channels IS NULL OR channel IN (SELECT value FROM json_each(:channels)))
        AND (:statuses IS NULL OR status IN (SELECT value FROM json_each(:statuses)))
        AND (:since IS NULL OR created_at >= :since)
    ORDER BY seq DESC LIMIT :limit
)
ORDER BY seq DESC;

-- name: older_in_channel
-- A channel's tasks on the way down from a place, with what a search looks at.
SELECT seq, id, channel, requester, provider, kind, status, created_at, inputs, asked_change
FROM tasks WHERE channel = ? AND seq < ? ORDER BY seq DESC LIMIT ?;

-- name: newer_in_channel
-- The same on the way up.
SELECT seq, id, channel, requester, provider, kind, status, created_at, inputs, asked_change
FROM tasks WHERE channel = ? AND seq > ? ORDER BY seq LIMIT ?;

-- name: older_of_person
-- A person's tasks on the way down from a place.
SELECT seq, id, channel, requester, provider, kind, status, created_at, inputs, asked_change
FROM tasks WHERE requester = ? AND seq < ? ORDER BY seq DESC LIMIT ?;

-- name: newer_of_person
-- The same on the way up.
SELECT seq, id, channel, requester, provider, kind, status, created_at, inputs, asked_change
FROM tasks WHERE requester = ? AND seq > ? ORDER BY seq LIMIT ?;

-- name: last_place
-- The place of the newest task.
SELECT coalesce(max(seq), 0) FROM tasks;

-- name: created_at_place
-- When the task at a place, or the last one before it, was asked for.
SELECT created_at FROM tasks WHERE seq <= ? ORDER BY seq DESC LIMIT 1;

-- name: tasks_at
-- The tasks at some places, newest first.
SELECT * FROM whole_tasks WHERE seq IN (SELECT CAST(value AS INTEGER) FROM json_each(?)) ORDER BY seq DESC;

-- name: history
-- What happened to a task, in order.
SELECT at, what, who, before, after, why, credit, state, estimated
FROM history LEFT JOIN history_notes ON history_notes.line = history.id
WHERE task = ? ORDER BY id;

-- name: count_open
-- How many tasks stand in each open state.
SELECT status, count(*) FROM tasks
WHERE status IN (
    'requested', 'awaiting_approval', 'queued', 'submitting', 'unknown', 'rendering', 'stalled', 'fetching'
)
GROUP BY status;

-- name: running
-- What is rendering, the longest unchanged first.
SELECT * FROM whole_tasks
WHERE status = 'rendering' AND status IN (
    'requested', 'awaiting_approval', 'queued', 'submitting', 'unknown', 'rendering', 'stalled', 'fetching'
)
ORDER BY changed_at LIMIT ?;

-- name: count_running
-- How much runs at a provider: of a person, in a channel, altogether. What a person has to decide does not run.
SELECT
    count(*) FILTER (WHERE requester = :person), count(*) FILTER (WHERE channel = :channel), count(*)
FROM tasks INDEXED BY tasks_running
WHERE provider = :provider AND status IN ('submitting', 'rendering', 'unknown') AND needs_person = 0;

-- name: count_queued
-- The same of what waits.
SELECT
    count(*) FILTER (WHERE requester = :person), count(*) FILTER (WHERE channel = :channel), count(*)
FROM tasks INDEXED BY tasks_queued WHERE provider = :provider AND status = 'queued';

-- name: count_ahead
-- How many wait before a task in its channel.
SELECT count(*) FROM tasks INDEXED BY tasks_queued
WHERE provider = :provider AND channel = :channel AND status = 'queued'
    AND seq < (SELECT seq FROM tasks WHERE id = :task);

-- name: usual_times
-- How long the last successful jobs of a call took.
SELECT finished_at - submitted_at FROM tasks
WHERE provider = ? AND call = ? AND finished_at IS NOT NULL AND result_url IS NOT NULL
    AND submitted_at IS NOT NULL
ORDER BY finished_at DESC LIMIT ?;

-- name: any_due
-- Whether anything at all is due: most of the time nothing is.
SELECT EXISTS (SELECT 1 FROM outbox WHERE lane IS NOT NULL AND due <= ?);

-- name: count_channels
-- How many channels have work that waits. It hops through the index from channel to channel.
WITH RECURSIVE waiting (channel) AS (
    SELECT min(channel) FROM outbox WHERE lane = 'work'
    UNION ALL
    SELECT (SELECT min(channel) FROM outbox WHERE lane = 'work' AND channel > waiting.channel)
    FROM waiting WHERE waiting.channel IS NOT NULL
)
SELECT count(channel) FROM waiting;

-- name: claim_due
-- What is due, channel by channel in turns, at most :share of each. It hops from channel to channel as well and
-- takes the first few of each, so that ten thousand rows of one channel cost no more than its first few.
WITH RECURSIVE
waiting (channel) AS (
    SELECT min(channel) FROM outbox WHERE lane = 'work'
    UNION ALL
    SELECT (SELECT min(channel) FROM outbox WHERE lane = 'work' AND channel > waiting.channel)
    FROM waiting WHERE waiting.channel IS NOT NULL
),
haste (urgent) AS (VALUES (1), (0)),
ranked AS (
    SELECT
        outbox.id, outbox.effect_key, outbox.name, outbox.task, outbox.channel, outbox.payload, outbox.attempts,
        outbox.wanted, outbox.state = 'unknown' AS unsure, outbox.due, outbox.armed, outbox.restored, outbox.urgent,
        row_number() OVER (PARTITION BY outbox.channel ORDER BY outbox.urgent DESC, outbox.due, outbox.id) AS turn
    FROM waiting CROSS JOIN haste CROSS JOIN outbox
    WHERE waiting.channel IS NOT NULL
        AND waiting.channel NOT IN (SELECT value FROM json_each(:busy))
        AND outbox.id IN (
            SELECT id FROM outbox AS mine
            WHERE mine.lane = 'work' AND mine.channel = waiting.channel AND mine.urgent = haste.urgent
                AND mine.due <= :now
            ORDER BY mine.due LIMIT :share
        )
)
SELECT id, effect_key, name, task, channel, payload, attempts, wanted, unsure, due, armed, restored
FROM ranked WHERE turn <= :share ORDER BY turn, urgent DESC, due, id LIMIT :limit;

-- name: mark_sending
-- Committed before anything leaves.
UPDATE outbox SET unsure = CASE WHEN state = 'unknown' THEN 1 ELSE 0 END, state = 'sending'
WHERE id IN (SELECT CAST(value AS INTEGER) FROM json_each(?));

-- name: claim_checks
-- The jobs of one provider that are due for a read, with those that need none any more.
SELECT outbox.id, tasks.id, tasks.job_id, tasks.kind, coalesce(tasks.submitted_at, tasks.changed_at),
    tasks.status, outbox.attempts
FROM outbox CROSS JOIN tasks ON tasks.id = outbox.task
WHERE outbox.lane = 'check' AND outbox.provider = ? AND outbox.due <= ?
ORDER BY outbox.due LIMIT ?;

-- name: providers_with_checks
-- Which of these providers have a check that is due.
SELECT named.value FROM json_each(?) AS named WHERE EXISTS (
    SELECT 1 FROM outbox WHERE outbox.lane = 'check' AND outbox.provider = named.value AND outbox.due <= ?
);

-- name: end_check
-- A check whose task has moved on, unless it began to render again in between.
UPDATE outbox SET state = 'done', ended = 1
WHERE id = ? AND lane = 'check'
    AND NOT EXISTS (
        SELECT 1 FROM tasks
        WHERE tasks.id = outbox.task AND tasks.job_id IS NOT NULL AND tasks.status IN ('rendering', 'stalled')
    );

-- name: put_off_check
-- The next time of a check; each is one more read.
UPDATE outbox SET due = ?, attempts = attempts + 1, state = 'ready' WHERE id = ? AND lane = 'check';

-- name: count_due
-- How much is due and not yet taken.
SELECT count(*) FROM outbox WHERE lane IS NOT NULL AND due <= ?;

-- name: next_due
-- When the next effect or check becomes due.
SELECT min(due) FROM outbox WHERE lane IS NOT NULL;

-- name: finish
-- The end of a claim; a wish that came in meanwhile arms the row at once.
UPDATE outbox SET
    state = CASE WHEN wanted > :wanted AND :state <> 'unknown' THEN 'ready' ELSE :state END,
    ended = CASE WHEN wanted = :wanted THEN 1 ELSE 0 END,
    attempts = CASE WHEN wanted > :wanted THEN 0 ELSE attempts END,
    due = CASE WHEN wanted > :wanted THEN coalesce(again, due) ELSE due END,
    armed = CASE WHEN wanted > :wanted THEN coalesce(again, armed) ELSE armed END,
    again = NULL, unsure = 0, restored = 0, error = :error
WHERE id = :row AND ended = 0 AND state IN ('sending', 'unknown');

-- name: retry
-- A claim given back.
UPDATE outbox SET
    state = CASE WHEN :unsure = 1 THEN 'unknown' ELSE 'ready' END,
    attempts = attempts + 1, due = :due, again = NULL, unsure = 0, restored = 0, error = :error
WHERE id = :row AND ended = 0 AND state IN ('sending', 'unknown');

-- name: doubt_sending
-- At start: whatever was on its way may have arrived. It counts as a try, so that an effect that takes the
-- process with it does not do so for ever.
UPDATE outbox SET
    state = 'unknown', due = min(due, coalesce(again, due)), again = NULL, attempts = attempts + 1
WHERE state = 'sending';

-- name: doubt_all
-- In a restored copy: whatever was open then may have been carried out since.
UPDATE outbox SET
    state = 'unknown', due = min(due, coalesce(again, due)), again = NULL, restored = 1
WHERE ended = 0;

-- name: paid_in_doubt
-- Paid calls that may have arrived and that nobody has looked at yet.
SELECT id, effect_key, name, task, channel, payload, attempts, wanted, 1, due, armed, restored
FROM outbox WHERE paid = 1 AND state = 'unknown' AND ended = 0 ORDER BY id;

-- name: living_tokens
-- Which of these callback addresses are still good, and for which task: it is open, or ended not long ago.
SELECT webhook_tokens.sha256, webhook_tokens.provider, webhook_tokens.task
FROM webhook_tokens JOIN tasks ON tasks.id = webhook_tokens.task
WHERE webhook_tokens.sha256 IN (SELECT value FROM json_each(?)) AND (
    tasks.status IN (
        'requested', 'awaiting_approval', 'queued', 'submitting', 'unknown', 'rendering', 'stalled', 'fetching'
    )
    OR coalesce(tasks.finished_at, tasks.changed_at) >= ?
);

-- name: token_owner
-- The task that a callback address was made for.
SELECT task FROM webhook_tokens WHERE sha256 = ?;

-- name: add_hook
-- A provider's call, kept once.
INSERT INTO webhooks (provider, token_sha256, body_sha256, task, body, headers, received_at)
VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (provider, token_sha256, body_sha256) DO NOTHING;

-- name: new_hooks
-- Calls nobody has looked at yet, oldest first.
SELECT id, provider, task, body, headers, received_at FROM webhooks WHERE state = 'new' ORDER BY id LIMIT ?;

-- name: end_hooks
-- Calls that were looked at.
UPDATE webhooks SET state = 'done' WHERE id IN (SELECT CAST(value AS INTEGER) FROM json_each(?));

-- name: drop_hooks
-- Old calls.
DELETE FROM webhooks WHERE received_at < ?;

-- name: drop_tokens
-- Callback addresses of tasks that ended long ago.
DELETE FROM webhook_tokens WHERE task IN (
    SELECT id FROM tasks
    WHERE status NOT IN (
        'requested', 'awaiting_approval', 'queued', 'submitting', 'unknown', 'rendering', 'stalled', 'fetching'
    )
    AND coalesce(finished_at, changed_at) < ?
);

-- name: policy
-- The settings of a channel.
SELECT also_notify, broadcast_results, broadcast_approved, ask_before, most_credits, requesters, approvers,
    is_shared, admins, approver_group, approvals_needed, own_approval, budget_month, budget_person, remind_after,
    expire_after, ask_next, digest
FROM channels WHERE team = ? AND channel = ?;

-- name: set_policy
-- New settings of a channel.
INSERT INTO channels (
    team, channel, also_notify, broadcast_results, broadcast_approved, ask_before, most_credits, requesters,
    approvers, is_shared, admins, approver_group, approvals_needed, own_approval, budget_month, budget_person,
    remind_after, expire_after, ask_next, digest
) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (team, channel) DO UPDATE SET
    also_notify = excluded.also_notify, broadcast_results = excluded.broadcast_results,
    broadcast_approved = excluded.broadcast_approved, ask_before = excluded.ask_before,
    most_credits = excluded.most_credits, requesters = excluded.requesters, approvers = excluded.approvers,
    is_shared = excluded.is_shared, admins = excluded.admins, approver_group = excluded.approver_group,
    approvals_needed = excluded.approvals_needed, own_approval = excluded.own_approval,
    budget_month = excluded.budget_month, budget_person = excluded.budget_person,
    remind_after = excluded.remind_after, expire_after = excluded.expire_after, ask_next = excluded.ask_next,
    digest = excluded.digest;

-- name: add_setting_change
-- One line of the audit trail of a channel's settings.
INSERT INTO setting_changes (team, channel, at, who, what, before, after) VALUES (?, ?, ?, ?, ?, ?, ?);

-- name: setting_changes
-- The last changes of a channel's settings, newest first.
SELECT at, who, what, before, after FROM setting_changes WHERE team = ? AND channel = ? ORDER BY id DESC LIMIT ?;

-- name: add_review
-- A verdict about a task; those that are there already stay as they were.
INSERT INTO reviews (task, place, round, person, verdict, at, version) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (task, place) DO NOTHING;

-- name: awaiting_approval
-- Spends that wait for somebody, the latest first.
SELECT * FROM whole_tasks WHERE status = 'awaiting_approval' AND changed_at > 0 ORDER BY changed_at DESC LIMIT ?;

-- name: delivered
-- Results that nobody has decided about, the newest first.
SELECT * FROM whole_tasks WHERE status = 'delivered' AND created_at > 0 ORDER BY created_at DESC LIMIT ?;

-- name: presets
-- What a channel's forms can start with.
SELECT name, style, given, locked, standard FROM presets WHERE team = ? AND channel = ? ORDER BY name;

-- name: no_standard_preset
-- A channel has one at most: the last one that was made it.
UPDATE presets SET standard = 0 WHERE team = ? AND channel = ? AND standard = 1;

-- name: keep_preset
-- A preset as it is from now on.
INSERT INTO presets (team, channel, name, style, given, locked, standard) VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (team, channel, name) DO UPDATE SET
    style = excluded.style, given = excluded.given, locked = excluded.locked, standard = excluded.standard;

-- name: drop_preset
-- A preset that is offered no more.
DELETE FROM presets WHERE team = ? AND channel = ? AND name = ?;

-- name: keep_batch
-- A table of orders that was checked.
INSERT INTO batches (id, team, channel, person, made_at, provider, call, rows, ts)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO NOTHING;

-- name: batch
-- A batch by its id.
SELECT team, channel, person, made_at, provider, call, rows, ts FROM batches WHERE id = ?;

-- name: move_batch
-- Its message stands here now.
UPDATE batches SET ts = ? WHERE id = ?;

-- name: batch_tasks
-- What was ordered by a batch, in the order of its rows.
SELECT * FROM whole_tasks WHERE batch = ? ORDER BY seq;

-- name: person
-- What is known of a person, unless it is too old.
SELECT team, is_admin, is_guest, is_stranger, is_bot FROM people WHERE seen_in = ? AND person = ? AND at > ?;

-- name: keep_person
-- What Slack just said of a person.
INSERT INTO people (seen_in, person, team, is_admin, is_guest, is_stranger, is_bot, at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (seen_in, person) DO UPDATE SET
    team = excluded.team, is_admin = excluded.is_admin, is_guest = excluded.is_guest,
    is_stranger = excluded.is_stranger, is_bot = excluded.is_bot, at = excluded.at;

-- name: spends
-- Spends by provider, state and figure; sums are made of exact decimals, not here.
SELECT provider, state, credit, count(*) FROM ledger
WHERE team = :team AND at >= :since AND (:channel IS NULL OR channel = :channel)
GROUP BY provider, state, credit;

-- name: release_refunded
-- What may have been refunded was.
UPDATE ledger SET state = 'released', maybe_refunded = 0
WHERE task = ? AND maybe_refunded = 1 AND state = 'settled';

-- name: refundable
-- What of a task may have been refunded, in credits.
SELECT credit FROM ledger WHERE task = ? AND maybe_refunded = 1 AND state = 'settled';

-- name: add_refund_history
-- Who said so, in a line of the task's history; the task itself does not move.
INSERT INTO history (task, at, what, who, before, after)
SELECT id, :at, 'Refunded', :by, status, status FROM tasks WHERE id = :task;

-- name: monthly_spends
-- What a month cost in a channel, by person and provider: held (reserved or unknown) and settled apart.
SELECT channel, person, provider, state <> 'settled', sum(credit), sum(money), sum(unpriced)
FROM monthly_spends
WHERE team = :team AND channel = :channel AND month = :month AND state <> 'released'
    AND (:person IS NULL OR person = :person)
GROUP BY channel, person, provider, state <> 'settled'
HAVING sum(credit) <> 0 OR sum(money) <> 0;

-- name: monthly_spends_of_person
-- The same for one person, in whatever channel.
SELECT channel, person, provider, state <> 'settled', sum(credit), sum(money), sum(unpriced)
FROM monthly_spends
WHERE team = :team AND person = :person AND month = :month AND state <> 'released'
GROUP BY channel, person, provider, state <> 'settled'
HAVING sum(credit) <> 0 OR sum(money) <> 0;

-- name: ledger
-- The spends of some tasks, in order.
SELECT key, task, team, channel, person, provider, credit, money, state, estimated, maybe_refunded, at
FROM ledger WHERE task IN (SELECT value FROM json_each(?)) ORDER BY id;

-- name: media_before
-- Tasks with archived media of a certain age, oldest first.
SELECT whole_tasks.* FROM media AS old CROSS JOIN whole_tasks ON whole_tasks.id = old.task
WHERE old.tidied = 0 AND old.at < ? ORDER BY old.at LIMIT ?;

-- name: deleted_among
-- Which of these tasks were deleted.
SELECT id FROM tasks WHERE id IN (SELECT value FROM json_each(?)) AND status IN ('deleting', 'deleted');

-- name: media_tidied
-- Media whose archived bytes are gone.
UPDATE media SET tidied = 1 WHERE task IN (SELECT value FROM json_each(?));

-- name: probe
-- A real write of so many bytes.
INSERT INTO meta (key, value) VALUES ('probe', zeroblob(?))
ON CONFLICT (key) DO UPDATE SET value = excluded.value;

-- name: stamp_copy
-- Marks a file as a copy.
INSERT INTO meta (key, value) VALUES ('copied_at', ?)
ON CONFLICT (key) DO UPDATE SET value = excluded.value;

-- name: copied_at
-- Whether this file is a copy that was never opened.
SELECT value FROM meta WHERE key = 'copied_at';

-- name: unstamp
-- The copy is in use now, whatever became of the original.
DELETE FROM meta WHERE key IN ('copied_at', 'moved_at', 'moving');

-- name: moved_at
-- Whether this database was moved elsewhere.
SELECT value FROM meta WHERE key = 'moved_at';

-- name: stamp_moved
-- It lives elsewhere from now on.
INSERT INTO meta (key, value) VALUES ('moved_at', ?)
ON CONFLICT (key) DO UPDATE SET value = excluded.value;

-- name: moving
-- The name under which it is moved.
SELECT value FROM meta WHERE key = 'moving';

-- name: name_move
-- The first move gives the name; one that was interrupted goes on under it.
INSERT INTO meta (key, value) VALUES ('moving', ?) ON CONFLICT (key) DO NOTHING;

-- name: forget_move
-- For a copy of what was moved: it is another database.
DELETE FROM meta WHERE key IN ('moved_at', 'moving');
