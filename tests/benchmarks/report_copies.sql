-- The sums of one day, for every day of a year: rolling up each takes as long as the first.
INSERT INTO savings_hoursum (tenant_id, hour, name, part, version, value)
SELECT tenant_id, hour + n * interval '1 day', name, part, version, value
FROM savings_hoursum, generate_series(-190, 190) n
WHERE n <> 0 AND tenant_id = %(tenant)s AND hour + n * interval '1 day' BETWEEN now() - interval '365 days' AND now();
INSERT INTO savings_daysum (tenant_id, day, name, part, value)
SELECT tenant_id, day + n, name, part, value
FROM savings_daysum, generate_series(-190, 190) n
WHERE n <> 0 AND tenant_id = %(tenant)s AND day + n BETWEEN current_date - 365 AND current_date;
