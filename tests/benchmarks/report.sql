-- Receipts of a year, for report_bench.py.
INSERT INTO savings_usagebatch (tenant_id, batch, visitor, received_at)
SELECT %(tenant)s, 'b' || n, 'v' || n %% %(visitors)s, now() - n * interval '1 day' * 365 / %(batches)s
FROM generate_series(1, %(batches)s) n;
INSERT INTO savings_usagecount (tenant_id, batch_id, rule, version, hour, count)
SELECT %(tenant)s, b.id, %(first)s + (n * n + b.id) %% %(rules)s, 1, date_trunc('hour', b.received_at), 1 + n
FROM savings_usagebatch b, generate_series(0, 9) n WHERE b.tenant_id = %(tenant)s;
INSERT INTO conversations_conversation (tenant_id, visitor, client_id, created_at)
SELECT %(tenant)s, 'v' || n, 'c' || n, now() - interval '366 days' FROM generate_series(0, %(visitors)s - 1) n;
INSERT INTO conversations_escalation (id, tenant_id, site_key_id, conversation_id, client_id, body_hash,
    message, awaiting, local_turns, address_prefix, state, created_at, ended_at)
SELECT gen_random_uuid(), %(tenant)s, %(key)s, (SELECT min(id) FROM conversations_conversation) + n %% %(visitors)s,
    'e' || n, '', 'hello', 'nothing', '[]', 'n', 'answered', at, at + interval '2 seconds'
FROM (SELECT n, now() - n * interval '1 day' * 365 / %(calls)s AS at FROM generate_series(1, %(calls)s) n) t;
INSERT INTO conversations_teachercall (tenant_id, escalation_id, fence, kind, model, month, reserved, settled,
    prompt_tokens, completion_tokens, cost, price_source, price_book, outcome, created_at)
SELECT %(tenant)s, id, 1, 'answer', 'm', date_trunc('month', created_at), 0, true, 900, 60, 0.0021, 'own', '',
    'complete', created_at FROM conversations_escalation WHERE tenant_id = %(tenant)s;
INSERT INTO rules_lesson (tenant_id, rule_id, escalation_id, query, response, act, variants, awaiting, visitor,
    address_prefix, created_at, taught_by, credible, calls)
SELECT %(tenant)s, %(first)s + row_number() OVER () %% %(rules)s, id, 'q', 'r', 'thanks', '{}', 'nothing', 'v', 'n',
    created_at, 'teacher', true, 1 FROM (SELECT * FROM conversations_escalation WHERE tenant_id = %(tenant)s LIMIT 5000) e;
