-- People: until when a first password that was handed out on paper lets its officer in.

-- A row for each slip that a colleague or an administrator made.
CREATE TABLE invitation (
    officer_id BLOB NOT NULL PRIMARY KEY REFERENCES officer (officer_id),
    post_id    BLOB NOT NULL,
    until_us   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
