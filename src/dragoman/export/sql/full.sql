SELECT e.* EXCLUDE (actor_codes, recipient_codes, actor_words, recipient_words)
FROM whole_reports e JOIN chosen c USING (id)
ORDER BY e.day NULLS LAST, e.id
