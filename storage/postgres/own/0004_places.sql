-- An index of SQLite's ends with the row's number by itself; here it has to be said, or the newest few of many are
-- found by sorting all of them.

DROP INDEX tasks_channel, tasks_requester, tasks_lineage, history_task, ledger_task;
CREATE INDEX tasks_channel ON tasks (channel, seq);
CREATE INDEX tasks_requester ON tasks (requester, seq);
CREATE INDEX tasks_lineage ON tasks (lineage, seq);
CREATE INDEX history_task ON history (task, id);
CREATE INDEX ledger_task ON ledger (task, id);
