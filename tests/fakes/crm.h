// A CRM with a memory: pages that a test wrote down, and every task and note that reached it.
// THREADS: one.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "ports/crm.h"

namespace sa::test {

class FakeCrm final : public Crm {
 public:
  std::string provider() const override { return name; }
  std::vector<std::string> streams() const override { return {"companies", "contacts", "form_submissions"}; }
  std::vector<std::string> archive_streams() const override { return {"archived_contacts"}; }
  Task<Result<CrmPage>> fetch(std::string stream, std::string cursor) override {
    asked.push_back(stream + ":" + cursor);
    if (stream == not_allowed) co_return forbidden("The key lacks a scope.");
    CrmPage page;
    page.cursor = cursor;
    auto& waiting = pages[stream];
    if (!waiting.empty()) {
      page = waiting.front();
      waiting.pop_front();
    }
    co_return page;
  }
  Task<Result<CrmPage>> fetch_record(std::string, std::string) override { co_return record; }
  Task<Result<CrmContact>> ensure_contact(std::string email, std::string name) override {
    CrmContact made;
    made.contact_id = "made-" + email;
    made.email = email;
    made.name = name;
    co_return made;
  }
  Task<Result<std::string>> put_task(CrmTask task) override {
    if (away-- > 0) co_return unavailable("Away.");
    if (task.contact_id == lost) co_return not_found("No such contact.");
    tasks.push_back(task);
    co_return "task-" + task.task_id;
  }
  Task<Result<std::string>> put_note(CrmNote note) override {
    if (away-- > 0) co_return unavailable("Away.");
    if (note.contact_id == lost) co_return not_found("No such contact.");
    notes.push_back(note);
    co_return "note-" + note.note_id;
  }

  std::string name = "fake";
  std::map<std::string, std::deque<CrmPage>> pages;
  CrmPage record;
  int away = 0;             ///< so many writes fail
  std::string lost;         ///< a contact that is gone
  std::string not_allowed;  ///< a stream
  std::vector<std::string> asked;
  std::vector<CrmTask> tasks;
  std::vector<CrmNote> notes;
};

}  // namespace sa::test
