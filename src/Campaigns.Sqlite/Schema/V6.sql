-- What attempts told besides their outcomes: one row per attempt that told anything, merged from all reports.
CREATE TABLE results (
    job INTEGER NOT NULL,
    number INTEGER NOT NULL,
    answered_by INTEGER, -- NULL if unknown, as every other value
    ring_time INTEGER, -- ticks
    talk_time INTEGER, -- ticks
    cost TEXT, -- decimal
    currency TEXT,
    recording TEXT,
    transcript TEXT,
    call_back_at INTEGER, -- UTC ticks
    opt_out INTEGER,
    data TEXT, -- JSON
    occurred_at INTEGER NOT NULL, -- UTC ticks; 0 if unknown
    PRIMARY KEY (job, number)
) STRICT;
