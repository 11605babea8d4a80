// Addresses that a role reads, and those that a person reads: written down before the rule, in several languages.
#include "mail/address/role.h"

#include <gtest/gtest.h>

#include "mail/analysis.h"

namespace sa {
namespace {

const RoleAddressPolicy& policy() {
  static const MailPolicy made = *load_mail_policy();
  return made.role_address;
}

TEST(RoleAddress, WhatSeveralPeopleRead) {
  for (const char* address : {"info@acme.example",
                              "contact@acme.example",
                              "sales@acme.example",
                              "hello@acme.example",
                              "office@acme.example",
                              "support@acme.example",
                              "team@acme.example",
                              "billing@acme.example",
                              "customer.service@acme.example",
                              "customerservice@acme.example",
                              "customer-care@acme.example",
                              "helpdesk@acme.example",
                              "press@acme.example",
                              "jobs@acme.example",
                              "hr@acme.example",
                              "accounts@acme.example",
                              "admin@acme.example",
                              "webmaster@acme.example",
                              "no-reply@acme.example",
                              "noreply@acme.example",
                              "enquiries@acme.example",
                              "reception@acme.example",
                              "orders@acme.example",
                              "privacy@acme.example",
                              "legal@acme.example",
                              "purchasing@acme.example",
                              "procurement@acme.example",
                              "kontakt@acme.example",
                              "vertrieb@acme.example",
                              "einkauf@acme.example",
                              "buero@acme.example",
                              "verwaltung@acme.example",
                              "buchhaltung@acme.example",
                              "zentrale@acme.example",
                              "bewerbung@acme.example",
                              "datenschutz@acme.example",
                              "rechnung@acme.example",
                              "sekretariat@acme.example",
                              "accueil@acme.example",
                              "commercial@acme.example",
                              "compta@acme.example",
                              "secretariat@acme.example",
                              "service.client@acme.example",
                              "ventas@acme.example",
                              "compras@acme.example",
                              "contacto@acme.example",
                              "administracion@acme.example",
                              "recepcion@acme.example",
                              "atencionalcliente@acme.example",
                              "contatti@acme.example",
                              "vendite@acme.example",
                              "acquisti@acme.example",
                              "amministrazione@acme.example",
                              "segreteria@acme.example",
                              "contato@acme.example",
                              "vendas@acme.example",
                              "biuro@acme.example",
                              "kontor@acme.example",
                              "salg@acme.example",
                              "myynti@acme.example",
                              "verkoop@acme.example",
                              "inkoop@acme.example",
                              "sales-emea@acme.example",
                              "info.de@acme.example",
                              "info2@acme.example",
                              "sales_uk@acme.example",
                              "info-fr@acme.example"})
    EXPECT_TRUE(is_role_address(address, policy())) << address;
}

TEST(RoleAddress, WhatAPersonReads) {
  for (const char* address : {"anna@acme.example",
                              "anna.berg@acme.example",
                              "a.sales@acme.example",
                              "mark.post@acme.example",
                              "post.malone@acme.example",
                              "steve.jobs@acme.example",
                              "jobs.steve@acme.example",
                              "ines@acme.example",
                              "informa@acme.example",
                              "infante@acme.example",
                              "supporta@acme.example",
                              "j.office@acme.example",
                              "salesforce.anna@acme.example",
                              "helena@acme.example",
                              "hello.kitty@acme.example",
                              "teamo@acme.example",
                              "contardo@acme.example",
                              "max.info@acme.example",
                              "admir@acme.example",
                              "orderud@acme.example",
                              "press.anna@acme.example",
                              "legall@acme.example",
                              "marketa@acme.example",
                              "ceo@acme.example",
                              "cto@acme.example",
                              "salgado@acme.example",
                              "billy@acme.example",
                              "servicio.lopez@acme.example",
                              "privatier@acme.example",
                              "kontakta@acme.example"})
    EXPECT_FALSE(is_role_address(address, policy())) << address;
}

TEST(RoleAddress, WhatIsNoAddressIsNoRole) {
  EXPECT_FALSE(is_role_address("", policy()));
  EXPECT_FALSE(is_role_address("info", policy()));
  EXPECT_FALSE(is_role_address("@acme.example", policy()));
}

TEST(RoleAddress, AListWithoutWordsIsRefused) {
  EXPECT_FALSE(load_role_address_policy(R"({"words": [], "regions": []})"));
  EXPECT_FALSE(load_role_address_policy(R"({"words": ["Info"], "regions": []})"));
}

}  // namespace
}  // namespace sa
