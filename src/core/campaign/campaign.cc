#include "core/campaign/campaign.h"

#include "base/reflect/reflect.h"

namespace sa {
namespace {

/// Why `verb` is not possible in the state that the campaign is in.
Error refused(const Campaign& campaign, std::string_view verb) {
  std::string words = "Campaign " + campaign.campaign_id + " cannot be " + std::string(verb) + ": ";
  switch (campaign.status) {
    case CampaignStatus::DRAFT:
    case CampaignStatus::READY:
      words += "it has not been launched.";
      break;
    case CampaignStatus::RUNNING:
      words += "it is running.";
      break;
    case CampaignStatus::PAUSED:
      words += "it is paused.";
      break;
    case CampaignStatus::CANCELLED:
      words += "it was cancelled. Make a new campaign.";
      break;
    case CampaignStatus::FINISHED:
      words += "it is finished. Make a new campaign.";
      break;
  }
  return conflict(std::move(words))
      .with_details("status", boost::json::string(enum_name(campaign.status)))
      .with_details("version", campaign.version);
}

Campaign moved(Campaign campaign, CampaignStatus to, Instant now) {
  campaign.status = to;
  campaign.updated_at = now;
  campaign.version += 1;
  return campaign;
}

}  // namespace

std::string standstill_words(const std::string& name, CampaignStatus status) {
  if (status == CampaignStatus::PAUSED) return "The campaign " + name + " is paused. Resume it to send.";
  if (status == CampaignStatus::CANCELLED) return "The campaign " + name + " was cancelled.";
  return {};
}

Result<Campaign> launch(Campaign campaign, Instant now) {
  if (campaign.status != CampaignStatus::READY) return refused(campaign, "launched");
  campaign.launched_at = now;
  return moved(std::move(campaign), CampaignStatus::RUNNING, now);
}

Result<Campaign> pause(Campaign campaign, Instant now) {
  if (campaign.status != CampaignStatus::RUNNING) return refused(campaign, "paused");
  return moved(std::move(campaign), CampaignStatus::PAUSED, now);
}

Result<Campaign> resume(Campaign campaign, Instant now) {
  if (campaign.status != CampaignStatus::PAUSED) return refused(campaign, "resumed");
  return moved(std::move(campaign), CampaignStatus::RUNNING, now);
}

Result<Campaign> cancel(Campaign campaign, Instant now) {
  const bool is_over =
      campaign.status == CampaignStatus::CANCELLED || campaign.status == CampaignStatus::FINISHED;
  if (is_over) return refused(campaign, "cancelled");
  campaign.ended_at = now;
  return moved(std::move(campaign), CampaignStatus::CANCELLED, now);
}

}  // namespace sa
