// Contact lists into the directory: each row has one outcome, an interrupted import ends as an undisturbed one, and a second run changes
// nothing.
#include "actions/contact/import.h"

#include "actions/contact/directory.h"
#include "actions/contact/erasure.h"
#include "actions/contact/import_columns.h"
#include "actions/contact/list_export.h"
#include "store/contact/import.h"
#include "tests/actions/house.h"
#include "tests/job.h"

namespace sa {
namespace {

/// A file in memory, which breaks when it was read `breaks_after` times.
class TextSource final : public ByteSource {
 public:
  explicit TextSource(std::string text, std::size_t piece = 1 << 20)
      : text_(std::move(text)), piece_(piece) {}
  std::int64_t size() const override { return static_cast<std::int64_t>(text_.size()); }
  Result<Unit> rewind() override {
    place_ = 0;
    return ok();
  }
  Result<std::string> read(std::size_t most) override {
    if (reads_left == 0) return unavailable("The disk is gone.");
    if (reads_left > 0) --reads_left;
    std::string piece = text_.substr(std::min(place_, text_.size()), std::min(most, piece_));
    place_ += piece.size();
    return piece;
  }
  int reads_left = -1;  ///< -1: as many as there are

 private:
  std::string text_;
  std::size_t piece_;
  std::size_t place_ = 0;
};

class ContactImportTest : public test::EngineTest {
 protected:
  void SetUp() override {
    test::EngineTest::SetUp();
    if (IsSkipped()) return;
    house = std::make_unique<test::House>(GetParam());
  }
  Result<ContactImport> import(ByteSource& source, const ImportOptions& options = {}) {
    TRY(ContactImport begun, begin_import(house->services, ana, source, options));
    return run_import(house->services, source, std::move(begun),
                      [](const ContactImport&, const std::vector<ImportError>&, double) {});
  }
  Result<ContactImport> import(const std::string& text, const ImportOptions& options = {}) {
    TextSource source(text);
    return import(source, options);
  }
  /// "created 2, rejected 1", without what did not occur; the whole must add up.
  static std::string told(const Result<ContactImport>& import) {
    if (!import) return import.error().message;
    std::string all;
    std::int64_t sum = 0;
    for (const auto& [outcome, count] : import->outcomes) {
      sum += count;
      if (count > 0) all += (all.empty() ? "" : ", ") + outcome + ' ' + std::to_string(count);
    }
    EXPECT_EQ(sum, import->rows);
    return all;
  }
  ContactView find(const std::string& address) {
    const auto card = sync_wait(find_contact_card(house->services, address));
    if (!card) throw std::runtime_error(card.error().message);
    return *card;
  }
  std::string errors(const std::string& import_id) {
    std::string all;
    const auto rows =
        house->database.db().read_now([&](ReadTx& tx) { return list_import_errors(tx, import_id, 0, 100); });
    for (const ImportError& each : *rows)
      all += (all.empty() ? "" : " ") + std::to_string(each.line) + ':' + each.column_name + ':' + each.rule;
    return all;
  }
  /// Everybody in the directory, by address, with what an import can have written.
  std::string directory() {
    std::map<std::string, std::string> all;
    const auto rows =
        house->database.db().read_now([&](ReadTx& tx) { return list_contacts_after(tx, "", 10'000); });
    for (const Contact& each : *rows) {
      const auto addresses = house->database.db().read_now(
          [&](ReadTx& tx) { return list_contact_addresses(tx, each.contact_id); });
      std::set<std::string> spellings;
      for (const ContactAddress& address : *addresses) spellings.insert(address.email_key);
      std::string line = each.name + '|' + each.company + '|' + std::string(enum_name(each.stage)) + '|' +
                         std::to_string(each.version) + to_json_text(each.custom);
      for (const std::string& spelling : spellings) line += ' ' + spelling;
      all[each.email_key] = line;
    }
    std::string text;
    for (const auto& [key, line] : all) text += key + '=' + line + '\n';
    return text;
  }

  const Actor ana = test::House::person("ana");
  std::unique_ptr<test::House> house;
};
INSTANTIATE_ENGINES(ContactImportTest);

TEST_P(ContactImportTest, EachRowHasOneOutcome) {
  house->suppress("no@acme.example", SuppressionReason::objection, "letter");
  const std::string file =
      "\xef\xbb\xbfVorname;Nachname;E-Mail;E-Mail 2;Firma;Letzter Kauf\r\n"
      "Ada;Byron;ada@acme.example;ada@home.example;Acme GmbH;May\r\n"  // 2
      "Bo;Li;bo@acme.example;;Acme GmbH;'=1+1\r\n"                     // 3
      ";;;;;\r\n"                                                      // 4 blank
      "Cy;;no address;;;\r\n"                                          // 5
      "Di;;NO+x@acme.example;;;\r\n"                // 6 suppressed only if the alias says so
      "Di;;no@acme.example;;;\r\n"                  // 7
      "Ada;;ADA@home.example;;;\r\n"                // 8 duplicate
      "Ed;;ada@acme.example;bo@acme.example;;\r\n"  // 9 two contacts
      "Fe;;;;;\r\n"                                 // 10
      "Gu;;gu@acme.example;;\r\n";                  // 11 ragged
  ImportOptions options;
  options.source = "fair 2026";
  options.basis = ContactBasis::legitimate_interest;
  const auto done = import(file, options);
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->rows, 10);
  EXPECT_EQ(done->outcomes.at("created") + done->outcomes.at("suppressed"), 4) << told(done);
  EXPECT_EQ(done->outcomes.at("duplicate_in_file"), 1);
  EXPECT_EQ(done->outcomes.at("rejected"), 4);
  EXPECT_EQ(done->outcomes.at("blank"), 1);
  EXPECT_EQ(errors(done->import_id),
            "5:E-Mail:import.address 9::import.two_contacts 10::import.no_address 11::csv.ragged");
  const ContactView ada = find("ada@home.example");
  EXPECT_EQ(ada.name, "Ada Byron");
  EXPECT_EQ(ada.company, "Acme GmbH");
  EXPECT_EQ(ada.custom.at("letzter_kauf"), "May");
  EXPECT_EQ(ada.source, "fair 2026");
  EXPECT_EQ(ada.basis, ContactBasis::legitimate_interest);
  EXPECT_EQ(ada.emails.size(), 2u);
  EXPECT_EQ(find("bo@acme.example").custom.at("letzter_kauf"), "=1+1") << "the mark of an export is no text";
  EXPECT_FALSE(sync_wait(find_contact_card(house->services, "no@acme.example")));
  EXPECT_EQ(done->encoding, "utf-8");
  EXPECT_EQ(done->delimiter, ";");
  // The same again changes nothing.
  const std::string before = directory();
  const auto again = import(file, options);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_NE(again->import_id, done->import_id);
  EXPECT_EQ(again->outcomes.at("created"), 0) << told(again);
  EXPECT_EQ(again->outcomes.at("updated"), 0) << told(again);
  EXPECT_EQ(again->outcomes.at("unchanged"), done->outcomes.at("created"));
  EXPECT_EQ(directory(), before);
}

TEST_P(ContactImportTest, WhoIsKnownIsFilledInOverwrittenOrLeftAlone) {
  ASSERT_EQ(told(import("email,name,title\nada@acme.example,Ada,\n")), "created 1");
  const std::string file =
      "email,name,title,email 2,stage\nADA@acme.example,Countess,CTO,ada@b.example,engaged\n";
  ImportOptions options;
  options.on_conflict = ImportConflict::skip;
  EXPECT_EQ(told(import(file, options)), "unchanged 1");
  EXPECT_EQ(find("ada@acme.example").title, "");
  options.dry_run = true;
  options.on_conflict = ImportConflict::fill;
  EXPECT_EQ(told(import(file, options)), "updated 1");
  EXPECT_EQ(find("ada@acme.example").title, "") << "it was only tried out";
  options.dry_run = false;
  EXPECT_EQ(told(import(file, options)), "updated 1");
  EXPECT_EQ(find("ada@b.example").name, "Ada");
  EXPECT_EQ(find("ada@b.example").title, "CTO");
  EXPECT_EQ(find("ada@b.example").stage, ContactStage::engaged);
  options.on_conflict = ImportConflict::overwrite;
  EXPECT_EQ(told(import(file, options)), "updated 1");
  EXPECT_EQ(find("ada@b.example").name, "Countess");
  EXPECT_EQ(told(import("email,title\nada@b.example,\n", options)), "unchanged 1")
      << "an empty cell clears nothing";
  EXPECT_EQ(told(import("email,stage\nx@b.example,friend\n")), "rejected 1");
}

TEST_P(ContactImportTest, issue_an_import_that_is_interrupted_anywhere_ends_as_an_undisturbed_one) {
  std::string file = "email,name,company,plan\n";
  for (int i = 0; i < 1'000; ++i) {
    const std::string n = std::to_string(i % 900);  // the last hundred are duplicates
    file += i % 50 == 7 ? "no address,x,y,z\n"
                        : "p" + n + "@acme" + std::to_string(i % 40) + ".example,P " + n + ",Acme " +
                              std::to_string(i % 40) + ",gold\n";
  }
  const auto whole = import(file);
  ASSERT_TRUE(whole) << whole.error().message;
  const std::string expected = directory();
  const std::string outcomes = told(whole);
  house = std::make_unique<test::House>(GetParam());
  // Each try gets a little further into the file before it breaks.
  std::string import_id;
  int tries = 0;
  for (int reads = 1; reads < 500; ++reads) {
    TextSource source(file, 700);
    const auto begun = begin_import(house->services, ana, source, {});
    ASSERT_TRUE(begun) << begun.error().message;
    EXPECT_TRUE(import_id.empty() || import_id == begun->import_id) << "it is continued";
    import_id = begun->import_id;
    source.reads_left = reads;
    const auto ran = run_import(house->services, source, *begun,
                                [](const ContactImport&, const std::vector<ImportError>&, double) {});
    ++tries;
    if (!ran) continue;
    EXPECT_EQ(told(ran), outcomes);
    EXPECT_EQ(ran->status, ImportStatus::DONE);
    break;
  }
  EXPECT_GT(tries, 20);
  EXPECT_EQ(directory(), expected);
}

TEST_P(ContactImportTest, ColumnsThatAreNotUnderstoodStopItBeforeAnythingIsWritten) {
  const auto columns = load_import_columns();
  ASSERT_TRUE(columns);
  const struct {
    std::vector<std::string> header;
    std::string map;
    const char* fields;  ///< or nothing: it is refused
  } rows[] = {
      {{"E-Mail", "Vorname", "Nachname", "Firma", "Land"}, "", "email first_name last_name company country"},
      {{"Adresse e-mail", "Prénom", "Nom de famille", "Société", "Pays"},
       "",
       "email first_name last_name company country"},
      {{"Correo electrónico", "Nombre completo", "Empresa", "País"}, "", "email name company country"},
      {{"Indirizzo e-mail", "Cognome", "Azienda", "Lingua"}, "", "email last_name company language"},
      {{"Endereço de e-mail", "Sobrenome", "Idioma"}, "", "email last_name language"},
      {{"E-mailadres", "Voornaam", "Achternaam", "Bedrijf"}, "", "email first_name last_name company"},
      {{"Adres e-mail", "Imię", "Nazwisko", "Źródło"}, "", "email first_name last_name source"},
      {{"EMAIL_ADDRESS", "email2", "Plan (EUR)", "plan eur"},
       "",
       "email email custom.plan_eur custom.plan_eur_2"},
      {{"Mail", "Phone", "Telephone"}, "", nullptr},
      {{"Mail", "Phone", "Telephone"}, "phone=Telephone", "email custom.phone phone"},
      {{"Name", "Phone"}, "", nullptr},
      // Another program's id is no id of ours, unless somebody says so.
      {{"contact_id", "Mail"}, "", "contact_id email"},
      {{"Contact ID", "Mail"}, "", "custom.contact_id email"},
      {{"Contact ID", "Mail"}, "contact_id=Contact ID", "contact_id email"},
      {{"Kunde", "Kontakt"}, "email=Kontakt, name=Kunde", "name email"},
      {{"Mail"}, "phone=Missing", nullptr},
      {{"Mail"}, "nonsense=Mail", nullptr},
  };
  for (const auto& row : rows) {
    const auto mapping = map_columns(row.header, row.map, *columns);
    if (!row.fields) {
      EXPECT_FALSE(mapping) << row.header.front();
      continue;
    }
    ASSERT_TRUE(mapping) << row.header.front() << ": " << mapping.error().message;
    std::string fields;
    for (const ColumnMapping& each : *mapping) fields += (fields.empty() ? "" : " ") + each.field;
    EXPECT_EQ(fields, row.fields);
  }
  // The guess is whole, whatever is wrong.
  const auto wrong = map_columns({"Mail", "Firma"}, "phone=Missing", *columns);
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().details.at("mapping").at(1).at("field").as_string(), "company");
  const auto refused = import("Name,Phone\nAda,1\n");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().details.at("mapping").as_array().size(), 2u);
  EXPECT_EQ(directory(), "");
}

TEST_P(ContactImportTest, ADryRunSaysWhatTheImportWillDo) {
  ASSERT_EQ(told(import("email,name\nada@acme.example,Ada\nbo@acme.example,Bo\n")), "created 2");
  // Ada's second address is hers in the rest of the file, unless she is left alone.
  const std::string file =
      "email,email 2,name\nada@acme.example,ada@home.example,Ada\nada@home.example,ADA@acme.example,Ada\n"
      "ada@home.example,bo@acme.example,Bo\ncy@acme.example,cy@home.example,Cy\ncy@home.example,,Cy\n"
      "cy@home.example,ada@acme.example,?\n";
  ImportOptions options;
  for (const ImportConflict how : {ImportConflict::skip, ImportConflict::fill}) {
    options.on_conflict = how;
    options.dry_run = true;
    const std::string before = directory();
    const std::string foreseen = told(import(file, options));
    EXPECT_EQ(directory(), before);
    options.dry_run = false;
    EXPECT_EQ(told(import(file, options)), foreseen);
  }
  EXPECT_EQ(told(import(file)), "duplicate_in_file 2, rejected 2, unchanged 2");
}

TEST_P(ContactImportTest, AListMayChooseTheIdsOfItsContacts) {
  const std::string file =
      "contact_id,email\nada,ada@acme.example\nbo,bo@acme.example\nada,cy@acme.example\na "
      "b,di@acme.example\n";
  ImportOptions options;
  options.dry_run = true;
  const std::string foreseen = told(import(file, options));
  const auto done = import(file);
  EXPECT_EQ(told(done), "created 2, rejected 2");
  EXPECT_EQ(foreseen, told(done));
  EXPECT_EQ(errors(done->import_id), "4:contact_id:import.contact_id 5:contact_id:import.value");
  EXPECT_EQ(find("ada@acme.example").contact_id, "ada");
  // Who is known keeps their id, and nobody gets another's.
  EXPECT_EQ(told(import("contact_id,email,name\nother,ada@acme.example,Ada\n")), "updated 1");
  EXPECT_EQ(told(import("contact_id,email,name\nbo,ada@acme.example,Bo\n")), "rejected 1");
  EXPECT_EQ(find("ada@acme.example").contact_id, "ada");
}

TEST_P(ContactImportTest, ACellIsHeldToTheLimitsOfItsField) {
  const std::string of_201(201, 'x');
  const auto done = import("email,name,company,tags,plan\na@x.example," + of_201 +
                           ",,,\nb@x.example,B,\"Acme\r\nBerlin\",a|b,\n" +
                           "c@x.example,C\x01,,,\nd@x.example,D,,,\x01\ne@x.example,E,,a\x01,\n");
  EXPECT_EQ(told(done), "created 1, rejected 4");
  EXPECT_EQ(errors(done->import_id),
            "2:name:import.value 5:name:import.value 6:plan:import.value 7:tags:import.value");
  EXPECT_EQ(find("b@x.example").company, "Acme Berlin");
}

TEST_P(ContactImportTest, RejectedRowsAreKeptForThirtyDays) {
  const auto done = import("email,name\nnobody,Ada\n");
  ASSERT_EQ(told(done), "rejected 1");
  house->clock.advance(29 * kDayMs);
  ASSERT_TRUE(test::run_job(house->services, forget_imports_job()));
  EXPECT_EQ(errors(done->import_id), "2:email:import.address");
  house->clock.advance(2 * kDayMs);
  ASSERT_TRUE(test::run_job(house->services, forget_imports_job()));
  EXPECT_EQ(errors(done->import_id), "");
}

TEST_P(ContactImportTest, ARejectedRowIsErasedWithItsPerson) {
  const auto done = import(
      "email,email 2,name\nada@acme.example,,Ada\nADA@acme.example,nobody,Ada\nbo@acme.example,nobody,Bo\n");
  ASSERT_EQ(told(done), "created 1, rejected 2");
  const auto erased = sync_wait(erase_person(house->services, ana, "ada@acme.example", "ada@acme.example"));
  ASSERT_TRUE(erased) << erased.error().message;
  EXPECT_EQ(errors(done->import_id), "4:email 2:import.address") << "Bo's stays";
}

TEST_P(ContactImportTest, WhatIsExportedIsImportedAsItWas) {
  const std::string file =
      "email,email 2,first name,last name,company,title,phone,country,time zone,language,stage,basis,consent "
      "date,source,tags,Plan,Note\n"
      "ada@acme.example,ada@home.example,Ada,\"By\"\"ron\",\"Acme, Inc\",CTO,'+49 30 "
      "1,DE,Europe/Vienna,de,engaged,consent,2026-01-02,fair,\"a, b\",gold,\"two\nlines\"\n"
      "bo@acme.example,,Bo,,Acme,,,FR,,,,,,,,,'=1+1\n";
  ASSERT_EQ(told(import(file)), "created 2");
  const auto exported = [&] {
    std::string text;
    EXPECT_TRUE(export_contacts(house->services, [&](const std::string& line) { text += line; }));
    return text;
  };
  const std::string first = exported();
  EXPECT_TRUE(first.starts_with(
      "email,email_2,first_name,last_name,name,company,title,phone,country,timezone,"
      "language,linkedin_url,stage,owner,basis,basis_at,source,tags,custom.note,custom.plan\n"))
      << first;
  EXPECT_NE(first.find("'=1+1"), first.npos) << first;
  EXPECT_NE(first.find("'+49 30 1"), first.npos) << first;
  const std::string before = directory();
  ImportOptions options;
  EXPECT_EQ(told(import(first, options)), "unchanged 2");
  options.on_conflict = ImportConflict::overwrite;
  EXPECT_EQ(told(import(first, options)), "unchanged 2");
  EXPECT_EQ(directory(), before);
  house = std::make_unique<test::House>(GetParam());
  EXPECT_EQ(told(import(first)), "created 2");
  EXPECT_EQ(exported(), first);
}

}  // namespace
}  // namespace sa
