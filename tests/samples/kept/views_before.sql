BEGIN TRANSACTION;
CREATE TABLE access_key_secret (
	id VARCHAR(64) NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	used_on VARCHAR(10) NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "access_key_secret" VALUES('k1','eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee','');
CREATE TABLE activation_code (
	digest VARCHAR(64) NOT NULL, 
	kind VARCHAR(10) NOT NULL, 
	subject VARCHAR(64) NOT NULL, 
	slip VARCHAR(64) NOT NULL, 
	ends BIGINT NOT NULL, 
	PRIMARY KEY (digest)
);
INSERT INTO "activation_code" VALUES('ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff','user','li','slip-1',1867225600);
CREATE TABLE attempt (
	"key" VARCHAR(64) NOT NULL, 
	tries INTEGER NOT NULL, 
	free_at BIGINT NOT NULL, 
	ends BIGINT NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "attempt" VALUES('bb5242250253958ca07c8f837b34f5e6306154720dd2f0360407508f753fec64',1,1767225600,1767225700);
CREATE TABLE bookmarks (
	"view" VARCHAR(40) NOT NULL, 
	version INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	life INTEGER NOT NULL, 
	source INTEGER NOT NULL, 
	PRIMARY KEY ("view")
);
INSERT INTO "bookmarks" VALUES('seals',1,9,1,0);
CREATE TABLE first_password (
	user VARCHAR(64) NOT NULL, 
	given BIGINT NOT NULL, 
	PRIMARY KEY (user)
);
INSERT INTO "first_password" VALUES('wang',1767225600);
CREATE TABLE form_draft (
	user VARCHAR(64) NOT NULL, 
	id VARCHAR(100) NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	revises VARCHAR(80) NOT NULL, 
	sent TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	PRIMARY KEY (user, id)
);
CREATE TABLE import_upload (
	user VARCHAR(64) NOT NULL, 
	id VARCHAR(40) NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	body BLOB NOT NULL, 
	settled TEXT NOT NULL, 
	outcome TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	PRIMARY KEY (user, id)
);
INSERT INTO "import_upload" VALUES('li','u1','需求.xlsx',X'504B030400726F7773','{"sheet": 1}','null',1767225600);
CREATE TABLE known_device (
	digest VARCHAR(64) NOT NULL, 
	user VARCHAR(64) NOT NULL, 
	used BIGINT NOT NULL, 
	PRIMARY KEY (digest, user)
);
CREATE TABLE lead_opened (
	user VARCHAR(64) NOT NULL, 
	lead VARCHAR(64) NOT NULL, 
	PRIMARY KEY (user, lead)
);
INSERT INTO "lead_opened" VALUES('li','lead-1');
CREATE TABLE notice_address (
	user VARCHAR(64) NOT NULL, 
	channel VARCHAR(10) NOT NULL, 
	address VARCHAR(200) NOT NULL, 
	since BIGINT NOT NULL, 
	PRIMARY KEY (user, channel)
);
INSERT INTO "notice_address" VALUES('li','email','li@example.cn',1767225600);
CREATE TABLE notice_channel (
	channel VARCHAR(10) NOT NULL, 
	since BIGINT NOT NULL, 
	looked BIGINT NOT NULL, 
	PRIMARY KEY (channel)
);
INSERT INTO "notice_channel" VALUES('email',1767225600,1767225600);
CREATE TABLE notice_message (
	id VARCHAR(64) NOT NULL, 
	channel VARCHAR(10) NOT NULL, 
	user VARCHAR(64) NOT NULL, 
	state VARCHAR(10) NOT NULL, 
	made BIGINT NOT NULL, 
	tried INTEGER NOT NULL, 
	next_at BIGINT NOT NULL, 
	held_until BIGINT NOT NULL, 
	reason TEXT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE notice_off (
	user VARCHAR(64) NOT NULL, 
	channel VARCHAR(10) NOT NULL, 
	"group" VARCHAR(20) NOT NULL, 
	PRIMARY KEY (user, channel, "group")
);
CREATE TABLE notice_read (
	user VARCHAR(64) NOT NULL, 
	position INTEGER NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	at BIGINT NOT NULL, 
	PRIMARY KEY (user, position, kind)
);
INSERT INTO "notice_read" VALUES('li',5,'kind',1767225600);
CREATE TABLE notice_seen (
	user VARCHAR(64) NOT NULL, 
	upto BIGINT NOT NULL, 
	PRIMARY KEY (user)
);
CREATE TABLE notice_slip (
	channel VARCHAR(10) NOT NULL, 
	user VARCHAR(64) NOT NULL, 
	position INTEGER NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	made BIGINT NOT NULL, 
	message VARCHAR(64) NOT NULL, 
	PRIMARY KEY (channel, user, position, kind)
);
CREATE TABLE parked (
	"view" VARCHAR(40) NOT NULL, 
	position INTEGER NOT NULL, 
	stream VARCHAR(200) NOT NULL, 
	name VARCHAR(80) NOT NULL, 
	reason TEXT NOT NULL, 
	PRIMARY KEY ("view", position)
);
CREATE TABLE password (
	user VARCHAR(64) NOT NULL, 
	hash TEXT NOT NULL, 
	must_change INTEGER NOT NULL, 
	failures INTEGER NOT NULL, 
	locked_until BIGINT NOT NULL, 
	PRIMARY KEY (user)
);
INSERT INTO "password" VALUES('wang','$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaA',1,0,0);
INSERT INTO "password" VALUES('li','$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaDI',0,0,0);
CREATE TABLE quota (
	"key" VARCHAR(120) NOT NULL, 
	minute BIGINT NOT NULL, 
	taken INTEGER NOT NULL, 
	PRIMARY KEY ("key")
);
INSERT INTO "quota" VALUES('pages',5,3);
CREATE TABLE recovery_code (
	user VARCHAR(64) NOT NULL, 
	place INTEGER NOT NULL, 
	hash TEXT NOT NULL, 
	PRIMARY KEY (user, place)
);
INSERT INTO "recovery_code" VALUES('li',0,'$argon2id$r1');
INSERT INTO "recovery_code" VALUES('li',1,'$argon2id$r2');
CREATE TABLE seal (
	position INTEGER NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	hash BLOB NOT NULL, 
	PRIMARY KEY (position)
);
INSERT INTO "seal" VALUES(1,'2026-03-02T04:01:00.000000+00:00',X'19299EE6D5CEB15BB63B0670672C7417B277CE9568868A5969BB8309AF481E72');
INSERT INTO "seal" VALUES(2,'2026-03-02T04:02:00.000000+00:00',X'F6C0114F594801600BA0B1A41B1E69E522DAA1F14186878189B3AC458ABA677A');
INSERT INTO "seal" VALUES(3,'2026-03-02T04:03:00.000000+00:00',X'7626E9714474198DD8C627E42FB671F5B5126B5CC7A08AECE71AA8A51E95D954');
INSERT INTO "seal" VALUES(4,'2026-03-02T04:04:00.000000+00:00',X'6B188D6F9ECEA7C94468386ED0D1173DED9CBD02A1880718393B716BA404B124');
INSERT INTO "seal" VALUES(5,'2026-03-02T04:05:00.000000+00:00',X'A28D9F121C81E4771462A7660BE97550B40FB281C97DDFE4D4B406C11F3D0683');
INSERT INTO "seal" VALUES(6,'2026-03-02T04:06:00.000000+00:00',X'624B9B2FD31967D060BB1E526A3D2FCC2C9C5109D95D333BBBF51D8BC2D478F2');
INSERT INTO "seal" VALUES(7,'2026-03-02T04:07:00.000000+00:00',X'1DEF7EA19D15B02F6EFBE62E360458417B27BB6093B29F58B1C98301A0536A67');
INSERT INTO "seal" VALUES(8,'2026-03-02T04:08:00.000000+00:00',X'EABCA78221F805714ED4A4153139129B44F6872353516FC9E1F53D75D83B591D');
INSERT INTO "seal" VALUES(9,'2026-03-02T04:09:00.000000+00:00',X'4CFBB439E94C502708E6FE071FB9988B31DC352195A160B623837BF5BD1882D6');
CREATE TABLE second_factor (
	user VARCHAR(64) NOT NULL, 
	state VARCHAR(10) NOT NULL, 
	secret TEXT NOT NULL, 
	since BIGINT NOT NULL, 
	last_step BIGINT NOT NULL, 
	PRIMARY KEY (user, state)
);
INSERT INTO "second_factor" VALUES('li','set','JBSWY3DPEHPK3PXP',1767225601,59);
INSERT INTO "second_factor" VALUES('wang','pending','KRSXG5CTMVRXEZLU',1767225600,0);
CREATE TABLE user_session (
	digest VARCHAR(64) NOT NULL, 
	user VARCHAR(64) NOT NULL, 
	csrf VARCHAR(64) NOT NULL, 
	began BIGINT NOT NULL, 
	seen BIGINT NOT NULL, 
	ends BIGINT NOT NULL, 
	stage VARCHAR(10) NOT NULL, 
	method VARCHAR(20) NOT NULL, 
	place VARCHAR(64) NOT NULL, 
	agent VARCHAR(200) NOT NULL, 
	PRIMARY KEY (digest)
);
INSERT INTO "user_session" VALUES('dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd','li','csrf',1767225600,1767225600,1867225600,'','','127.0.0.1','browser');
CREATE TABLE webhook_again (
	receiver VARCHAR(64) NOT NULL, 
	number INTEGER NOT NULL, 
	PRIMARY KEY (receiver, number)
);
CREATE TABLE webhook_attempt (
	receiver VARCHAR(64) NOT NULL, 
	number INTEGER NOT NULL, 
	attempt INTEGER NOT NULL, 
	at INTEGER NOT NULL, 
	outcome TEXT NOT NULL, 
	PRIMARY KEY (receiver, number, attempt)
);
INSERT INTO "webhook_attempt" VALUES('b01',1,1,1772424000,'');
INSERT INTO "webhook_attempt" VALUES('b01',2,1,1772424000,'');
INSERT INTO "webhook_attempt" VALUES('b01',3,1,1772424000,'HTTP 500');
CREATE TABLE webhook_dead (
	receiver VARCHAR(64) NOT NULL, 
	number INTEGER NOT NULL, 
	at INTEGER NOT NULL, 
	reason TEXT NOT NULL, 
	again INTEGER NOT NULL, 
	PRIMARY KEY (receiver, number)
);
INSERT INTO "webhook_dead" VALUES('b01',3,1772424000,'HTTP 500',0);
CREATE TABLE webhook_former_secret (
	receiver VARCHAR(64) NOT NULL, 
	secret TEXT NOT NULL, 
	until INTEGER NOT NULL, 
	PRIMARY KEY (receiver)
);
INSERT INTO "webhook_former_secret" VALUES('b01','whsec_b2xkIHNlY3JldCBvZiB0aGUgYmFuaw==',1772510400);
CREATE TABLE webhook_line (
	receiver VARCHAR(64) NOT NULL, 
	sent INTEGER NOT NULL, 
	failures INTEGER NOT NULL, 
	next_at INTEGER NOT NULL, 
	held_until INTEGER NOT NULL, 
	PRIMARY KEY (receiver)
);
INSERT INTO "webhook_line" VALUES('b01',3,1,1772424000,0);
CREATE TABLE webhook_secret (
	receiver VARCHAR(64) NOT NULL, 
	"key" VARCHAR(64) NOT NULL, 
	secret TEXT NOT NULL, 
	PRIMARY KEY (receiver)
);
INSERT INTO "webhook_secret" VALUES('b01','key-now','whsec_bmV3IHNlY3JldCBvZiB0aGUgYmFuaw==');
CREATE INDEX ix_seal_at ON seal (at);
CREATE INDEX ix_user_session_user ON user_session (user);
CREATE INDEX ix_attempt_ends ON attempt (ends);
CREATE INDEX ix_import_upload_at ON import_upload (at);
CREATE INDEX notice_slip_at ON notice_slip (position);
CREATE INDEX ix_notice_slip_message ON notice_slip (message);
CREATE INDEX ix_notice_message_state ON notice_message (state);
CREATE INDEX ix_known_device_user ON known_device (user);
CREATE INDEX ix_form_draft_at ON form_draft (at);
COMMIT;
