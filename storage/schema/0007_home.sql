-- What waits for somebody's decision is found without reading all that was ever made.

CREATE INDEX tasks_waiting ON tasks (changed_at) WHERE status = 'awaiting_approval';
CREATE INDEX tasks_delivered ON tasks (created_at) WHERE status = 'delivered';
