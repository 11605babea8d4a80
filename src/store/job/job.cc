#include "store/job/job.h"

#include "queries.h"

namespace sa {
namespace {

struct DueAt {
  std::optional<Instant> at;
};
BOOST_DESCRIBE_STRUCT(DueAt, (), (at))

struct Payload {
  boost::json::object payload;
};
BOOST_DESCRIBE_STRUCT(Payload, (), (payload))

}  // namespace

Job make_job(const Clock& clock, Random& random, std::string kind, std::string key,
             boost::json::object payload, std::string trace_id) {
  Job job;
  job.job_id = new_id(clock, random);
  job.kind = std::move(kind);
  job.key = std::move(key);
  job.payload = std::move(payload);
  job.run_at = job.created_at = clock.now();
  job.trace_id = std::move(trace_id);
  return job;
}

Result<Unit> enqueue_job(Tx& tx, const Job& job) {
  return tx.put(sql::job_insert, Args().add_all(job));
}

Result<std::vector<Job>> claim_jobs(Tx& tx, const std::string& worker, Instant now, Instant leased_until,
                                    std::int64_t limit, bool urgent) {
  return tx.list<Job>(sql::job_claim, Args()
                                          .add("worker", worker)
                                          .add("now", now)
                                          .add("leased_until", leased_until)
                                          .add("limit", limit)
                                          .add("urgent", urgent));
}

Result<bool> renew_lease(Tx& tx, const Job& job, Instant leased_until) {
  TRY(const std::int64_t changed,
      tx.exec(
          sql::job_renew,
          Args().add("job_id", job.job_id).add("worker", job.leased_by).add("leased_until", leased_until)));
  return changed == 1;
}

Result<Unit> finish_job(Tx& tx, const Job& job) {
  return tx.put(sql::job_delete, Args().add("job_id", job.job_id).add("worker", job.leased_by));
}

Result<Unit> retry_job(Tx& tx, const Job& job, Instant run_at, const std::string& error) {
  return tx.put(sql::job_retry, Args()
                                    .add("job_id", job.job_id)
                                    .add("worker", job.leased_by)
                                    .add("run_at", run_at)
                                    .add("last_error", error));
}

Result<Unit> give_up_job(Tx& tx, const Job& job, const std::string& error) {
  return tx.put(sql::job_give_up,
                Args().add("job_id", job.job_id).add("worker", job.leased_by).add("last_error", error));
}

Result<Unit> cancel_job(Tx& tx, const std::string& kind, const std::string& key) {
  return tx.put(sql::job_delete_by_key, Args().add("kind", kind).add("key", key));
}

Result<Unit> run_jobs_now(Tx& tx, const std::string& kind, Instant now) {
  TRY_OK(tx.exec(sql::job_run_now, Args().add("kind", kind).add("now", now)));
  return ok();
}

Result<bool> has_other_job(ReadTx& tx, const std::string& kind, const std::string& key) {
  TRY(const Rows rows, tx.query(sql::job_count_others, Args().add("kind", kind).add("key", key)));
  return rows.first_integer() > 0;
}

Result<std::optional<Instant>> next_job_at(ReadTx& tx, bool urgent) {
  TRY(const DueAt due,
      tx.get<DueAt>(sql::job_next_at, Args().add("urgent", urgent), "The job queue could not be read."));
  return due.at;
}

Result<std::int64_t> count_jobs_due(ReadTx& tx, Instant now) {
  TRY(const Rows rows, tx.query(sql::job_due_count, Args().add("now", now).add("every_key", kEveryKey)));
  return rows.first_integer();
}

Result<std::optional<Instant>> find_next_job(ReadTx& tx, const std::string& kind, Instant now) {
  TRY(const DueAt due, tx.get<DueAt>(sql::job_next_of_kind, Args().add("kind", kind).add("now", now),
                                     "The job queue could not be read."));
  return due.at;
}

Result<std::vector<JobCount>> count_jobs(ReadTx& tx) {
  return tx.list<JobCount>(sql::job_counts, Args());
}

Result<std::vector<BusyWorker>> list_busy_workers(ReadTx& tx, Instant now) {
  return tx.list<BusyWorker>(sql::job_list_workers, Args().add("now", now));
}

Result<std::vector<DeadJob>> list_dead_jobs(ReadTx& tx, std::int64_t limit) {
  return tx.list<DeadJob>(sql::job_list_dead, Args().add("limit", limit));
}

Result<std::vector<boost::json::object>> list_payloads(ReadTx& tx, const std::string& kind,
                                                       std::int64_t limit) {
  TRY(auto rows, tx.list<Payload>(sql::job_payload_list, Args().add("kind", kind).add("limit", limit)));
  std::vector<boost::json::object> payloads;
  payloads.reserve(rows.size());
  for (Payload& each : rows) payloads.push_back(std::move(each.payload));
  return payloads;
}

}  // namespace sa
