CREATE TABLE `before_images` (
	`tenant_id` text NOT NULL,
	`table_name` text NOT NULL,
	`id` text NOT NULL,
	`image` text,
	PRIMARY KEY(`tenant_id`, `table_name`, `id`)
);
--> statement-breakpoint
CREATE TABLE `events` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`name` text NOT NULL,
	`at` integer NOT NULL,
	`ordinal` integer NOT NULL,
	`actor_kind` text NOT NULL,
	`actor_id` text NOT NULL,
	`actor_name` text NOT NULL,
	`subject_kind` text NOT NULL,
	`subject_id` text NOT NULL,
	`data` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `events_by_rev` ON `events` (`tenant_id`,`rev`);--> statement-breakpoint
CREATE INDEX `events_by_subject` ON `events` (`tenant_id`,`subject_id`,`at`);--> statement-breakpoint
CREATE TABLE `heads` (
	`tenant_id` text PRIMARY KEY NOT NULL,
	`rev` integer NOT NULL,
	`nonce` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `revisions` (
	`tenant_id` text NOT NULL,
	`rev` integer NOT NULL,
	`nonce` text NOT NULL,
	PRIMARY KEY(`tenant_id`, `rev`)
);
--> statement-breakpoint
CREATE TABLE `tombstones` (
	`tenant_id` text NOT NULL,
	`table_name` text NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `table_name`, `id`)
);
--> statement-breakpoint
CREATE INDEX `tombstones_by_rev` ON `tombstones` (`tenant_id`,`rev`);--> statement-breakpoint
CREATE TABLE `attention` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`input` text NOT NULL,
	`at` integer NOT NULL,
	`code` text NOT NULL,
	`facts` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE TABLE `command_log` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`actor_kind` text NOT NULL,
	`actor_id` text NOT NULL,
	`at` integer NOT NULL,
	`refusal` text,
	`answer` text,
	`device_id` text,
	`seq` integer,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `command_log_by_device` ON `command_log` (`tenant_id`,`device_id`,`seq`) WHERE device_id is not null;--> statement-breakpoint
CREATE TABLE `device_cursors` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`last_seq` integer NOT NULL,
	`last_contact_at` integer NOT NULL,
	`copied_at` integer,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE TABLE `idempotency` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`payload_hash` text NOT NULL,
	`status` integer NOT NULL,
	`body` text NOT NULL,
	`expires_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `idempotency_by_expiry` ON `idempotency` (`expires_at`);--> statement-breakpoint
CREATE TABLE `local_commands` (
	`tenant_id` text NOT NULL,
	`seq` integer NOT NULL,
	`command_id` text NOT NULL,
	`name` text NOT NULL,
	`input` text NOT NULL,
	`at` integer NOT NULL,
	`state` text NOT NULL,
	`acknowledged_at` integer,
	PRIMARY KEY(`tenant_id`, `seq`)
);
--> statement-breakpoint
CREATE INDEX `local_commands_by_state` ON `local_commands` (`tenant_id`,`state`,`seq`);--> statement-breakpoint
CREATE TABLE `sync_state` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`server_url` text NOT NULL,
	`device_id` text NOT NULL,
	`member` text NOT NULL,
	`server_rev` integer NOT NULL,
	`nonce` text NOT NULL,
	`next_seq` integer NOT NULL,
	`last_contact_at` integer,
	`complete` integer NOT NULL,
	`fetching` text,
	`lacks_since` text,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE TABLE `exceptions` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`subject_id` text NOT NULL,
	`kind` text NOT NULL,
	`from_local` text NOT NULL,
	`to_local` text NOT NULL,
	`capacity` integer,
	`slot_minutes` integer,
	`reason` text,
	`yearly` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `exceptions_by_rev` ON `exceptions` (`tenant_id`,`rev`);--> statement-breakpoint
CREATE INDEX `exceptions_by_subject` ON `exceptions` (`tenant_id`,`subject_id`,`to_local`);--> statement-breakpoint
CREATE TABLE `external_calendars` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`subject_id` text NOT NULL,
	`name` text NOT NULL,
	`url` text NOT NULL,
	`active` integer NOT NULL,
	`last_tried_at` integer,
	`last_success_at` integer,
	`last_error` text,
	`events` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `external_calendars_by_subject` ON `external_calendars` (`tenant_id`,`subject_id`);--> statement-breakpoint
CREATE TABLE `external_fetches` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`next_attempt_at` integer NOT NULL,
	`leased_until` integer,
	`failures` integer NOT NULL,
	`etag` text,
	`last_modified` text,
	`read_for` text,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `external_fetches_due` ON `external_fetches` (`next_attempt_at`);--> statement-breakpoint
CREATE TABLE `occupancies` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`subject_id` text NOT NULL,
	`offering_id` text,
	`starts_at` integer NOT NULL,
	`ends_at` integer NOT NULL,
	`occupied_from` integer NOT NULL,
	`occupied_until` integer NOT NULL,
	`quantity` integer NOT NULL,
	`source` text NOT NULL,
	`source_id` text NOT NULL,
	`expires_at` integer,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `occupancies_by_rev` ON `occupancies` (`tenant_id`,`rev`);--> statement-breakpoint
CREATE INDEX `occupancies_by_subject` ON `occupancies` (`tenant_id`,`subject_id`,`occupied_until`,`occupied_from`);--> statement-breakpoint
CREATE INDEX `occupancies_long` ON `occupancies` (`tenant_id`,`subject_id`,`occupied_until`) WHERE occupied_until - occupied_from > 86400000;--> statement-breakpoint
CREATE INDEX `occupancies_by_source` ON `occupancies` (`tenant_id`,`source_id`);--> statement-breakpoint
CREATE INDEX `occupancies_by_expiry` ON `occupancies` (`tenant_id`,`expires_at`) WHERE expires_at is not null;--> statement-breakpoint
CREATE TABLE `schedules` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`rules` text NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE TABLE `booking_items` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`booking_id` text NOT NULL,
	`offering_id` text NOT NULL,
	`offering_title` text NOT NULL,
	`resource_ids` text NOT NULL,
	`starts_at` integer NOT NULL,
	`ends_at` integer NOT NULL,
	`quantity` integer NOT NULL,
	`price_cents` integer NOT NULL,
	`discount_cents` integer NOT NULL,
	`tax_cents` integer NOT NULL,
	`tax_included` integer NOT NULL,
	`tax_bps` integer NOT NULL,
	`steps` text NOT NULL,
	`add_ons` text NOT NULL,
	`answers` text NOT NULL,
	`subscription_id` text,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `booking_items_by_rev` ON `booking_items` (`tenant_id`,`rev`);--> statement-breakpoint
CREATE INDEX `booking_items_by_booking` ON `booking_items` (`tenant_id`,`booking_id`);--> statement-breakpoint
CREATE INDEX `booking_items_by_offering` ON `booking_items` (`tenant_id`,`offering_id`,`booking_id`);--> statement-breakpoint
CREATE INDEX `booking_items_by_start` ON `booking_items` (`tenant_id`,`starts_at`);--> statement-breakpoint
CREATE INDEX `booking_items_by_subscription` ON `booking_items` (`tenant_id`,`subscription_id`,`starts_at`) WHERE subscription_id is not null;--> statement-breakpoint
CREATE TABLE `booking_origins` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`address` text,
	`device` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `booking_origins_by_address` ON `booking_origins` (`tenant_id`,`address`,`created_at`);--> statement-breakpoint
CREATE INDEX `booking_origins_by_device` ON `booking_origins` (`tenant_id`,`device`,`created_at`);--> statement-breakpoint
CREATE TABLE `bookings` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`confirmation_code` text NOT NULL,
	`status` text NOT NULL,
	`status_before` text,
	`source` text NOT NULL,
	`customer_id` text NOT NULL,
	`booker_name` text NOT NULL,
	`booker_email` text,
	`booker_phone` text,
	`starts_at` integer NOT NULL,
	`ends_at` integer NOT NULL,
	`subtotal_cents` integer NOT NULL,
	`discount_cents` integer NOT NULL,
	`tax_cents` integer NOT NULL,
	`total_cents` integer NOT NULL,
	`currency` text NOT NULL,
	`cancellation_policy` text NOT NULL,
	`customer_move_minutes` integer,
	`order_id` text,
	`coupon_id` text,
	`coupon_code` text,
	`deposit_cents` integer NOT NULL,
	`payment_due_at` integer,
	`risk_score` integer,
	`risk_signals` text NOT NULL,
	`risk_review` text NOT NULL,
	`locale` text,
	`series_id` text,
	`refund_percent` integer,
	`cancelled_by` text,
	`cancellation_reason` text,
	`notes` text NOT NULL,
	`customer_notes` text NOT NULL,
	`sequence` integer NOT NULL,
	`confirmed_at` integer,
	`checked_in_at` integer,
	`completed_at` integer,
	`cancelled_at` integer,
	`disputed_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `bookings_by_rev` ON `bookings` (`tenant_id`,`rev`);--> statement-breakpoint
CREATE INDEX `bookings_by_start` ON `bookings` (`tenant_id`,`starts_at`,`id`);--> statement-breakpoint
CREATE INDEX `bookings_long` ON `bookings` (`tenant_id`,`ends_at`) WHERE ends_at - starts_at > 86400000;--> statement-breakpoint
CREATE INDEX `bookings_by_created` ON `bookings` (`tenant_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `bookings_by_status` ON `bookings` (`tenant_id`,`status`,`starts_at`,`id`);--> statement-breakpoint
CREATE INDEX `bookings_by_series` ON `bookings` (`tenant_id`,`series_id`) WHERE series_id is not null;--> statement-breakpoint
CREATE INDEX `bookings_by_customer` ON `bookings` (`tenant_id`,`customer_id`,`starts_at`,`id`);--> statement-breakpoint
CREATE INDEX `bookings_by_risk` ON `bookings` (`tenant_id`,`risk_review`,`created_at`) WHERE risk_review <> 'none';--> statement-breakpoint
CREATE INDEX `bookings_by_payment_due` ON `bookings` (`tenant_id`,`payment_due_at`) WHERE payment_due_at is not null;--> statement-breakpoint
CREATE INDEX `bookings_by_customer_created` ON `bookings` (`tenant_id`,`customer_id`,`created_at`,`id`);--> statement-breakpoint
CREATE TABLE `evidence` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`subject_id` text NOT NULL,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`note` text NOT NULL,
	`url` text,
	`media_type` text,
	`size` integer,
	`sha256` text,
	`added_by` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `evidence_by_subject` ON `evidence` (`tenant_id`,`subject_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `risk_settings` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`hold_from` integer,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE TABLE `feeds` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`kind` text NOT NULL,
	`subject_id` text NOT NULL,
	`version` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE TABLE `categories` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`name` text NOT NULL,
	`description` text NOT NULL,
	`position` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE TABLE `former_slugs` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`offering_id` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE TABLE `offerings` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`title` text NOT NULL,
	`slug` text NOT NULL,
	`description` text NOT NULL,
	`product_type_key` text NOT NULL,
	`categories` text NOT NULL,
	`attributes` text NOT NULL,
	`status` text NOT NULL,
	`color` text NOT NULL,
	`location_name` text,
	`location_address` text,
	`pricing_model` text NOT NULL,
	`base_price_cents` integer NOT NULL,
	`quantity_tiers` text NOT NULL,
	`floor_cents` integer,
	`ceiling_cents` integer,
	`plan` text,
	`currency` text NOT NULL,
	`tax_bps` integer NOT NULL,
	`tax_included` integer NOT NULL,
	`timezone` text NOT NULL,
	`duration_minutes` integer NOT NULL,
	`durations` text NOT NULL,
	`slot_minutes` integer NOT NULL,
	`start_times` text NOT NULL,
	`capacity` integer NOT NULL,
	`buffer_before_minutes` integer NOT NULL,
	`buffer_after_minutes` integer NOT NULL,
	`min_notice_minutes` integer NOT NULL,
	`max_advance_days` integer NOT NULL,
	`daily_limit` integer,
	`customer_daily_limit` integer,
	`customer_open_limit` integer,
	`nights` text,
	`add_ons` text NOT NULL,
	`questions` text NOT NULL,
	`approval` text NOT NULL,
	`pending_takes_place` integer NOT NULL,
	`resource_groups` text NOT NULL,
	`customer_move_minutes` integer,
	`cancellation_policy` text NOT NULL,
	`deposit` text NOT NULL,
	`trashed_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `offerings_by_rev` ON `offerings` (`tenant_id`,`rev`);--> statement-breakpoint
CREATE INDEX `offerings_by_slug` ON `offerings` (`tenant_id`,`slug`);--> statement-breakpoint
CREATE TABLE `photo_variants` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`photo_id` text NOT NULL,
	`media_type` text NOT NULL,
	`base64` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `photo_variants_by_photo` ON `photo_variants` (`tenant_id`,`photo_id`);--> statement-breakpoint
CREATE TABLE `photos` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`offering_id` text NOT NULL,
	`media_type` text NOT NULL,
	`base64` text NOT NULL,
	`alt` text NOT NULL,
	`position` integer NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `photos_by_rev` ON `photos` (`tenant_id`,`rev`);--> statement-breakpoint
CREATE INDEX `photos_by_offering` ON `photos` (`tenant_id`,`offering_id`);--> statement-breakpoint
CREATE TABLE `product_types` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`key` text NOT NULL,
	`name` text NOT NULL,
	`attributes` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `product_types_by_key` ON `product_types` (`tenant_id`,`key`);--> statement-breakpoint
CREATE TABLE `resources` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`member_id` text,
	`quantity` integer NOT NULL,
	`active` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE TABLE `customer_codes` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`code_hash` text NOT NULL,
	`asked_from` text NOT NULL,
	`wrong_tries` text NOT NULL,
	`expires_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `customer_codes_by_expiry` ON `customer_codes` (`expires_at`);--> statement-breakpoint
CREATE TABLE `customer_merges` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`into_id` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `customer_merges_by_into` ON `customer_merges` (`tenant_id`,`into_id`);--> statement-breakpoint
CREATE TABLE `customers` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`name` text NOT NULL,
	`email` text,
	`phone` text,
	`notes` text NOT NULL,
	`erased_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `customers_by_rev` ON `customers` (`tenant_id`,`rev`);--> statement-breakpoint
CREATE INDEX `customers_by_email` ON `customers` (`tenant_id`,`email`);--> statement-breakpoint
CREATE INDEX `customers_by_name` ON `customers` (`tenant_id`,`name`,`id`);--> statement-breakpoint
CREATE INDEX `customers_by_phone` ON `customers` (`tenant_id`,`phone`);--> statement-breakpoint
CREATE INDEX `customers_by_created` ON `customers` (`tenant_id`,`created_at`,`id`);--> statement-breakpoint
CREATE TABLE `dispute_messages` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`dispute_id` text NOT NULL,
	`side` text NOT NULL,
	`author` text NOT NULL,
	`text` text NOT NULL,
	`link_ids` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `dispute_messages_by_dispute` ON `dispute_messages` (`tenant_id`,`dispute_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `disputes` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`booking_id` text NOT NULL,
	`status` text NOT NULL,
	`opened_by` text NOT NULL,
	`opened_by_name` text NOT NULL,
	`reason` text NOT NULL,
	`link_ids` text NOT NULL,
	`awaits` text,
	`outcome` text,
	`refund_cents` integer,
	`note` text,
	`resolved_by` text,
	`resolved_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `disputes_by_booking` ON `disputes` (`tenant_id`,`booking_id`);--> statement-breakpoint
CREATE INDEX `disputes_by_status` ON `disputes` (`tenant_id`,`status`,`updated_at`,`id`);--> statement-breakpoint
CREATE TABLE `api_key_secrets` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`secret_hash` text NOT NULL,
	`last_used_at` integer,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE TABLE `api_keys` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`name` text NOT NULL,
	`prefix` text NOT NULL,
	`scopes` text NOT NULL,
	`created_at` integer NOT NULL,
	`created_by` text NOT NULL,
	`revoked_at` integer,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `api_keys_by_prefix` ON `api_keys` (`tenant_id`,`prefix`);--> statement-breakpoint
CREATE TABLE `devices` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`member_id` text NOT NULL,
	`name` text NOT NULL,
	`token_hash` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_seen_at` integer NOT NULL,
	`last_seq` integer NOT NULL,
	`revoked_at` integer,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `devices_by_member` ON `devices` (`tenant_id`,`member_id`);--> statement-breakpoint
CREATE TABLE `member_passwords` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`password_hash` text NOT NULL,
	`changed_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE TABLE `members` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`name` text NOT NULL,
	`email` text NOT NULL,
	`role` text NOT NULL,
	`active` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `members_by_email` ON `members` (`tenant_id`,`email`);--> statement-breakpoint
CREATE TABLE `pairings` (
	`code_hash` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`member_id` text NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `sign_ins` (
	`email` text NOT NULL,
	`tenant_id` text NOT NULL,
	`member_id` text NOT NULL,
	PRIMARY KEY(`email`, `tenant_id`)
);
--> statement-breakpoint
CREATE TABLE `mail_settings` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`locale` text NOT NULL,
	`review_requests` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE TABLE `mail_texts` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`template` text NOT NULL,
	`locale` text NOT NULL,
	`subject` text NOT NULL,
	`body` text NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE TABLE `mails` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`template` text NOT NULL,
	`booking_id` text,
	`waitlist_id` text,
	`order_id` text,
	`code` text,
	`refund_id` text,
	`dispute_id` text,
	`message_id` text,
	`starts_at` integer,
	`recipient` text NOT NULL,
	`locale` text,
	`status` text NOT NULL,
	`attempt_count` integer NOT NULL,
	`next_attempt_at` integer,
	`leased_until` integer,
	`error` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `mails_due` ON `mails` (`status`,`next_attempt_at`);--> statement-breakpoint
CREATE INDEX `mails_by_created` ON `mails` (`tenant_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `mails_by_booking` ON `mails` (`tenant_id`,`booking_id`) WHERE booking_id is not null;--> statement-breakpoint
CREATE INDEX `mails_by_order` ON `mails` (`tenant_id`,`order_id`) WHERE order_id is not null;--> statement-breakpoint
CREATE INDEX `mails_leased` ON `mails` (`leased_until`) WHERE leased_until is not null;--> statement-breakpoint
CREATE TABLE `notifications` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`kind` text NOT NULL,
	`booking_id` text,
	`dispute_id` text,
	`title` text NOT NULL,
	`body` text NOT NULL,
	`at` integer NOT NULL,
	`read_at` integer,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `notifications_by_rev` ON `notifications` (`tenant_id`,`rev`);--> statement-breakpoint
CREATE INDEX `notifications_by_at` ON `notifications` (`tenant_id`,`at`,`id`);--> statement-breakpoint
CREATE INDEX `notifications_by_read` ON `notifications` (`tenant_id`,`read_at`);--> statement-breakpoint
CREATE TABLE `ledger_entries` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`order_id` text NOT NULL,
	`kind` text NOT NULL,
	`debit` text NOT NULL,
	`credit` text NOT NULL,
	`amount_cents` integer NOT NULL,
	`currency` text NOT NULL,
	`payment_id` text,
	`refund_id` text,
	`at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `ledger_entries_by_rev` ON `ledger_entries` (`tenant_id`,`rev`);--> statement-breakpoint
CREATE INDEX `ledger_entries_by_order` ON `ledger_entries` (`tenant_id`,`order_id`);--> statement-breakpoint
CREATE INDEX `ledger_entries_by_at` ON `ledger_entries` (`tenant_id`,`at`);--> statement-breakpoint
CREATE TABLE `orders` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`payable_kind` text NOT NULL,
	`payable_id` text NOT NULL,
	`customer_id` text NOT NULL,
	`description` text NOT NULL,
	`currency` text NOT NULL,
	`status` text NOT NULL,
	`pay_by` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `orders_by_rev` ON `orders` (`tenant_id`,`rev`);--> statement-breakpoint
CREATE INDEX `orders_by_payable` ON `orders` (`tenant_id`,`payable_id`);--> statement-breakpoint
CREATE INDEX `orders_by_customer` ON `orders` (`tenant_id`,`customer_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `orders_by_created` ON `orders` (`tenant_id`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `orders_by_status` ON `orders` (`tenant_id`,`status`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `orders_of_plans` ON `orders` (`tenant_id`,`status`,`created_at`,`id`) WHERE payable_kind = 'plan';--> statement-breakpoint
CREATE TABLE `payment_settings` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`provider` text NOT NULL,
	`collect` text NOT NULL,
	`deposits` text NOT NULL,
	`payment_minutes` integer NOT NULL,
	`due_days` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE TABLE `payments` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`order_id` text NOT NULL,
	`purpose` text NOT NULL,
	`hold` integer NOT NULL,
	`provider` text NOT NULL,
	`method` text NOT NULL,
	`status` text NOT NULL,
	`amount_cents` integer NOT NULL,
	`captured_cents` integer NOT NULL,
	`refunded_cents` integer NOT NULL,
	`fee_cents` integer,
	`currency` text NOT NULL,
	`provider_ref` text,
	`checkout_url` text,
	`checkout_ref` text,
	`test_card` text,
	`authorise_at` integer,
	`card_ref` text,
	`held_until` integer,
	`release_at` integer,
	`expires_at` integer,
	`failure` text,
	`note` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `payments_by_rev` ON `payments` (`tenant_id`,`rev`);--> statement-breakpoint
CREATE INDEX `payments_by_order` ON `payments` (`tenant_id`,`order_id`);--> statement-breakpoint
CREATE INDEX `payments_by_status` ON `payments` (`tenant_id`,`status`,`expires_at`);--> statement-breakpoint
CREATE INDEX `payments_fee_unknown` ON `payments` (`tenant_id`,`updated_at`,`id`) WHERE provider = 'stripe' and status = 'PAID' and fee_cents is null;--> statement-breakpoint
CREATE TABLE `provider_calls` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`action` text NOT NULL,
	`payment_id` text NOT NULL,
	`refund_id` text,
	`amount_cents` integer NOT NULL,
	`status` text NOT NULL,
	`attempt_count` integer NOT NULL,
	`first_attempt_at` integer,
	`next_attempt_at` integer,
	`leased_until` integer,
	`error` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `provider_calls_due` ON `provider_calls` (`status`,`next_attempt_at`);--> statement-breakpoint
CREATE INDEX `provider_calls_by_payment` ON `provider_calls` (`tenant_id`,`payment_id`);--> statement-breakpoint
CREATE INDEX `provider_calls_leased` ON `provider_calls` (`leased_until`) WHERE leased_until is not null;--> statement-breakpoint
CREATE TABLE `provider_events` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`provider` text NOT NULL,
	`kind` text NOT NULL,
	`received_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE TABLE `refunds` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`payment_id` text NOT NULL,
	`order_id` text NOT NULL,
	`amount_cents` integer NOT NULL,
	`currency` text NOT NULL,
	`status` text NOT NULL,
	`reason` text NOT NULL,
	`provider_ref` text,
	`failure` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `refunds_by_rev` ON `refunds` (`tenant_id`,`rev`);--> statement-breakpoint
CREATE INDEX `refunds_by_order` ON `refunds` (`tenant_id`,`order_id`);--> statement-breakpoint
CREATE INDEX `refunds_by_payment` ON `refunds` (`tenant_id`,`payment_id`);--> statement-breakpoint
CREATE INDEX `refunds_under_way` ON `refunds` (`tenant_id`,`order_id`) WHERE status <> 'DONE';--> statement-breakpoint
CREATE TABLE `price_rules` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`name` text NOT NULL,
	`active` integer NOT NULL,
	`offering_ids` text NOT NULL,
	`weekdays` text NOT NULL,
	`time_from` text,
	`time_to` text,
	`date_from` text,
	`date_to` text,
	`yearly` integer NOT NULL,
	`lead_from_hours` integer,
	`lead_to_hours` integer,
	`occupancy_from` integer,
	`occupancy_to` integer,
	`kind` text NOT NULL,
	`value` integer NOT NULL,
	`currency` text,
	`last` integer NOT NULL,
	`position` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE TABLE `subscriptions` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`customer_id` text NOT NULL,
	`offering_id` text NOT NULL,
	`starts_on` text NOT NULL,
	`ends_on` text,
	`period` text NOT NULL,
	`price_cents` integer NOT NULL,
	`currency` text NOT NULL,
	`due_on` text,
	`due_at` integer,
	`waived` text NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `subscriptions_by_customer` ON `subscriptions` (`tenant_id`,`customer_id`);--> statement-breakpoint
CREATE INDEX `subscriptions_by_due` ON `subscriptions` (`tenant_id`,`due_at`) WHERE due_at is not null;--> statement-breakpoint
CREATE TABLE `coupons` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`code` text NOT NULL,
	`kind` text NOT NULL,
	`amount` integer NOT NULL,
	`currency` text,
	`valid_from` integer,
	`valid_until` integer,
	`max_redemptions` integer,
	`max_per_customer` integer,
	`min_subtotal_cents` integer,
	`offering_ids` text NOT NULL,
	`active` integer NOT NULL,
	`trashed_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `coupons_by_code` ON `coupons` (`tenant_id`,`code`);--> statement-breakpoint
CREATE TABLE `coupon_redemptions` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`coupon_id` text NOT NULL,
	`booking_id` text NOT NULL,
	`customer_id` text NOT NULL,
	`email` text,
	`amount_cents` integer NOT NULL,
	`currency` text NOT NULL,
	`redeemed_at` integer NOT NULL,
	`released_at` integer,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `redemptions_by_coupon` ON `coupon_redemptions` (`tenant_id`,`coupon_id`,`released_at`);--> statement-breakpoint
CREATE INDEX `redemptions_by_booking` ON `coupon_redemptions` (`tenant_id`,`booking_id`);--> statement-breakpoint
CREATE TABLE `profiles` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`name` text NOT NULL,
	`subdomain` text NOT NULL,
	`timezone` text NOT NULL,
	`display_currency` text NOT NULL,
	`brand_color` text NOT NULL,
	`logo_url` text,
	`contact_email` text,
	`verified` integer NOT NULL,
	`sandbox` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`plan_quota` integer,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE TABLE `sandbox_clocks` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`ahead_ms` integer NOT NULL,
	`moved_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE TABLE `tenants` (
	`tenant_id` text PRIMARY KEY NOT NULL,
	`subdomain` text NOT NULL,
	`sandbox_of` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tenants_by_subdomain` ON `tenants` (`subdomain`);--> statement-breakpoint
CREATE TABLE `waitlist` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`offering_id` text NOT NULL,
	`resource_id` text,
	`quantity` integer NOT NULL,
	`nights` integer,
	`duration_minutes` integer,
	`from_date` text NOT NULL,
	`to_date` text NOT NULL,
	`time_from` text,
	`time_to` text,
	`name` text NOT NULL,
	`email` text,
	`phone` text,
	`locale` text,
	`status` text NOT NULL,
	`hold_id` text,
	`offered_starts_at` integer,
	`offered_ends_at` integer,
	`offered_until` integer,
	`missed` integer NOT NULL,
	`passed` text NOT NULL,
	`booking_id` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `waitlist_by_status` ON `waitlist` (`tenant_id`,`status`,`created_at`);--> statement-breakpoint
CREATE TABLE `deliveries` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`endpoint_id` text NOT NULL,
	`event_id` text NOT NULL,
	`event` text NOT NULL,
	`body` text NOT NULL,
	`status` text NOT NULL,
	`attempts` text NOT NULL,
	`attempt_count` integer NOT NULL,
	`next_attempt_at` integer,
	`leased_until` integer,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `deliveries_due` ON `deliveries` (`status`,`next_attempt_at`);--> statement-breakpoint
CREATE INDEX `deliveries_by_endpoint` ON `deliveries` (`tenant_id`,`endpoint_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `webhook_endpoints` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`rev` integer NOT NULL,
	`url` text NOT NULL,
	`description` text NOT NULL,
	`events` text NOT NULL,
	`active` integer NOT NULL,
	`sandbox` integer NOT NULL,
	`disabled_reason` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `id`)
);
--> statement-breakpoint
CREATE TABLE `webhook_secrets` (
	`tenant_id` text NOT NULL,
	`id` text NOT NULL,
	`secret` text NOT NULL,
	`previous_secret` text,
	`previous_until` integer,
	`failing_since` integer,
	PRIMARY KEY(`tenant_id`, `id`)
);
