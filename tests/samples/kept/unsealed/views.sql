BEGIN TRANSACTION;
CREATE TABLE access_key_secret (
	id VARCHAR(64) NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	used_on VARCHAR(10) NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "access_key_secret" VALUES('cca7b1b200821d12','f2638cbded87292f1bdbb3f8f201bad42771eb5f65394b8fd1ae3970ab3faf0f','');
CREATE TABLE access_keys (
	since INTEGER NOT NULL, 
	until INTEGER, 
	id VARCHAR(64) NOT NULL, 
	status VARCHAR(10) NOT NULL, 
	party VARCHAR(64) NOT NULL, 
	title TEXT NOT NULL, 
	scopes TEXT NOT NULL, 
	through VARCHAR(10) NOT NULL, 
	PRIMARY KEY (since)
);
INSERT INTO "access_keys" VALUES(17,NULL,'cca7b1b200821d12','live','b01','系统','feed','2027-04-07');
CREATE TABLE activation (
	since INTEGER NOT NULL, 
	until INTEGER, 
	id VARCHAR(80) NOT NULL, 
	status VARCHAR(10) NOT NULL, 
	slip VARCHAR(64) NOT NULL, 
	through BIGINT NOT NULL, 
	PRIMARY KEY (since)
);
CREATE TABLE activation_code (
	digest VARCHAR(64) NOT NULL, 
	kind VARCHAR(10) NOT NULL, 
	subject VARCHAR(64) NOT NULL, 
	slip VARCHAR(64) NOT NULL, 
	ends BIGINT NOT NULL, 
	PRIMARY KEY (digest)
);
CREATE TABLE bookmarks (
	"view" VARCHAR(40) NOT NULL, 
	version INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	life INTEGER NOT NULL, 
	source INTEGER NOT NULL, 
	PRIMARY KEY ("view")
);
INSERT INTO "bookmarks" VALUES('seals',1,20,1,0);
INSERT INTO "bookmarks" VALUES('times',1,20,1,0);
INSERT INTO "bookmarks" VALUES('parties',9,20,1,0);
INSERT INTO "bookmarks" VALUES('market',7,20,1,0);
INSERT INTO "bookmarks" VALUES('decisions',6,20,1,0);
INSERT INTO "bookmarks" VALUES('consents',3,20,1,0);
INSERT INTO "bookmarks" VALUES('leads',8,20,1,0);
INSERT INTO "bookmarks" VALUES('outbox',4,20,1,0);
INSERT INTO "bookmarks" VALUES('teasers',2,20,1,0);
INSERT INTO "bookmarks" VALUES('extensions',1,20,1,0);
INSERT INTO "bookmarks" VALUES('funnel',4,20,1,0);
INSERT INTO "bookmarks" VALUES('counted',8,20,1,0);
INSERT INTO "bookmarks" VALUES('lexicons',1,20,1,0);
INSERT INTO "bookmarks" VALUES('sessions',3,20,1,0);
INSERT INTO "bookmarks" VALUES('users',5,20,1,0);
INSERT INTO "bookmarks" VALUES('notices',15,20,1,0);
INSERT INTO "bookmarks" VALUES('activations',1,20,1,0);
INSERT INTO "bookmarks" VALUES('imports',2,20,1,0);
INSERT INTO "bookmarks" VALUES('registrations',1,20,1,0);
INSERT INTO "bookmarks" VALUES('proposals',4,20,1,1);
CREATE TABLE consent (
	since INTEGER NOT NULL, 
	until INTEGER, 
	need VARCHAR(64) NOT NULL, 
	receiver VARCHAR(64) NOT NULL, 
	status VARCHAR(12) NOT NULL, 
	kinds TEXT NOT NULL, 
	through VARCHAR(10) NOT NULL, 
	method VARCHAR(8) NOT NULL, 
	paper VARCHAR(64) NOT NULL, 
	wording VARCHAR(8) NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	"by" VARCHAR(12) NOT NULL, 
	PRIMARY KEY (since)
);
INSERT INTO "consent" VALUES(11,NULL,'n1','b01','granted','need company contact','2026-04-01','click','','3','d98e796df9cc1d04424b11d08eb7823926a39be8e587dabc3ae1cb8096f31225','organizer');
CREATE TABLE counted (
	since INTEGER NOT NULL, 
	until INTEGER, 
	"key" VARCHAR(330) NOT NULL, 
	part VARCHAR(180) NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	track VARCHAR(20) NOT NULL, 
	day VARCHAR(10) NOT NULL, 
	party VARCHAR(64) NOT NULL, 
	partner VARCHAR(64) NOT NULL, 
	session VARCHAR(64) NOT NULL, 
	slot INTEGER NOT NULL, 
	seat INTEGER NOT NULL, 
	value BIGINT NOT NULL, 
	about VARCHAR(80) NOT NULL, 
	event INTEGER NOT NULL, 
	PRIMARY KEY (since, "key")
);
INSERT INTO "counted" VALUES(1,NULL,'party-e001','party-e001','registered','','2026-03-02','e001','','',-1,-1,1,'',1);
INSERT INTO "counted" VALUES(3,5,'posting need-n1','need-n1','unpublished','bank','','e001','','',-1,-1,1,'',3);
INSERT INTO "counted" VALUES(5,NULL,'posting need-n1','need-n1','need','bank','2026-03-02','e001','','',-1,-1,1,'',3);
INSERT INTO "counted" VALUES(6,8,'posting offering-o1','offering-o1','unpublished','bank','','b01','','',-1,-1,1,'',6);
INSERT INTO "counted" VALUES(8,NULL,'posting offering-o1','offering-o1','offering','bank','2026-03-02','b01','','',-1,-1,1,'',6);
INSERT INTO "counted" VALUES(10,NULL,'proposal-18299a6e082c8e51 of','pair n1 o1','edition','bank','2026-03-02','e001','b01','',-1,-1,1,'',10);
INSERT INTO "counted" VALUES(10,NULL,'proposal-18299a6e082c8e51','pair n1 o1','proposed','bank','2026-03-02','e001','b01','',-1,-1,1,'',10);
INSERT INTO "counted" VALUES(12,NULL,'lead-18299a6e082c8e51','lead-18299a6e082c8e51','lead','bank','2026-03-02','e001','b01','',-1,-1,1,'',12);
CREATE TABLE counted_told (
	stream VARCHAR(90) NOT NULL, 
	place INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	name VARCHAR(60) NOT NULL, 
	data TEXT NOT NULL, 
	PRIMARY KEY (stream, place)
);
CREATE TABLE decision (
	since INTEGER NOT NULL, 
	until INTEGER, 
	id VARCHAR(16) NOT NULL, 
	need VARCHAR(64) NOT NULL, 
	need_edition INTEGER NOT NULL, 
	offering VARCHAR(64) NOT NULL, 
	offering_edition INTEGER NOT NULL, 
	track VARCHAR(20) NOT NULL, 
	need_party VARCHAR(64) NOT NULL, 
	offering_party VARCHAR(64) NOT NULL, 
	score INTEGER NOT NULL, 
	status VARCHAR(12) NOT NULL, 
	through VARCHAR(10) NOT NULL, 
	delivered_on VARCHAR(10) NOT NULL, 
	viewed TEXT NOT NULL, 
	interested TEXT NOT NULL, 
	nominated TEXT NOT NULL, 
	declined_by VARCHAR(64) NOT NULL, 
	declined_on VARCHAR(10) NOT NULL, 
	offering_answered_on VARCHAR(10) NOT NULL, 
	reason_code VARCHAR(24) NOT NULL, 
	shown TEXT NOT NULL, 
	PRIMARY KEY (since)
);
INSERT INTO "decision" VALUES(10,NULL,'18299a6e082c8e51','n1',1,'o1',1,'bank','e001','b01',612345,'proposed','2026-03-16','2026-03-02','','','','','','','','{"digest":"0000000000000000000000000000000000000000000000000000000000000000","id":"18299a6e082c8e51","need":"n1","need_edition":1,"need_party":"e001","offering":"o1","offering_edition":1,"offering_party":"b01","reasons":{"facets":[{"name":"amount","need":"300万元","offering":"50–1000万元","title":"金额","verdict":"pass"}],"terms":[{"kind":"phrase","label":"倒贷","millionths":612345,"points":657500000}]},"score":612345,"track":"bank"}');
CREATE TABLE file_import (
	since INTEGER NOT NULL, 
	until INTEGER, 
	id VARCHAR(80) NOT NULL, 
	status VARCHAR(10) NOT NULL, 
	file TEXT NOT NULL, 
	at BIGINT NOT NULL, 
	actor VARCHAR(80) NOT NULL, 
	party VARCHAR(64) NOT NULL, 
	created INTEGER NOT NULL, 
	revised INTEGER NOT NULL, 
	"left" INTEGER NOT NULL, 
	back INTEGER NOT NULL, 
	rows TEXT NOT NULL, 
	stood TEXT NOT NULL, 
	PRIMARY KEY (since)
);
CREATE TABLE first_password (
	user VARCHAR(64) NOT NULL, 
	given BIGINT NOT NULL, 
	PRIMARY KEY (user)
);
INSERT INTO "first_password" VALUES('wang',1796142656);
CREATE TABLE funnel_about (
	stream VARCHAR(90) NOT NULL, 
	need VARCHAR(64) NOT NULL, 
	track VARCHAR(20) NOT NULL, 
	open INTEGER NOT NULL, 
	intent_fen BIGINT NOT NULL, 
	approved_fen BIGINT NOT NULL, 
	signed INTEGER NOT NULL, 
	PRIMARY KEY (stream)
);
INSERT INTO "funnel_about" VALUES('lead-18299a6e082c8e51','n1','bank',1,0,0,0);
INSERT INTO "funnel_about" VALUES('need-n1','n1','bank',0,0,0,0);
INSERT INTO "funnel_about" VALUES('proposal-18299a6e082c8e51','n1','bank',0,0,0,0);
CREATE TABLE funnel_drawn (
	stream VARCHAR(90) NOT NULL, 
	voucher VARCHAR(200) NOT NULL, 
	need VARCHAR(64) NOT NULL, 
	fen BIGINT NOT NULL, 
	PRIMARY KEY (stream, voucher)
);
CREATE TABLE funnel_past (
	name VARCHAR(12) NOT NULL, 
	track VARCHAR(20) NOT NULL, 
	since INTEGER NOT NULL, 
	value BIGINT NOT NULL, 
	PRIMARY KEY (name, track, since)
);
INSERT INTO "funnel_past" VALUES('published','bank',5,1);
INSERT INTO "funnel_past" VALUES('proposed','bank',10,1);
INSERT INTO "funnel_past" VALUES('lead','bank',12,1);
INSERT INTO "funnel_past" VALUES('open','bank',12,1);
CREATE TABLE funnel_reached (
	stage VARCHAR(12) NOT NULL, 
	need VARCHAR(64) NOT NULL, 
	since INTEGER NOT NULL, 
	until INTEGER, 
	track VARCHAR(20) NOT NULL, 
	PRIMARY KEY (stage, need, since)
);
INSERT INTO "funnel_reached" VALUES('published','n1',5,NULL,'bank');
INSERT INTO "funnel_reached" VALUES('proposed','n1',10,NULL,'bank');
INSERT INTO "funnel_reached" VALUES('lead','n1',12,NULL,'bank');
CREATE TABLE funnel_total (
	name VARCHAR(12) NOT NULL, 
	track VARCHAR(20) NOT NULL, 
	value BIGINT NOT NULL, 
	PRIMARY KEY (name, track)
);
INSERT INTO "funnel_total" VALUES('lead','bank',1);
INSERT INTO "funnel_total" VALUES('open','bank',1);
INSERT INTO "funnel_total" VALUES('proposed','bank',1);
INSERT INTO "funnel_total" VALUES('published','bank',1);
CREATE TABLE lead (
	since INTEGER NOT NULL, 
	until INTEGER, 
	id VARCHAR(64) NOT NULL, 
	track VARCHAR(20) NOT NULL, 
	need VARCHAR(64) NOT NULL, 
	offering VARCHAR(64) NOT NULL, 
	enterprise VARCHAR(64) NOT NULL, 
	receiver VARCHAR(64) NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	released INTEGER NOT NULL, 
	branch TEXT NOT NULL, 
	manager TEXT NOT NULL, 
	user VARCHAR(64) NOT NULL, 
	delivered_on VARCHAR(10) NOT NULL, 
	acknowledge_by VARCHAR(10) NOT NULL, 
	contact_by VARCHAR(10) NOT NULL, 
	decide_by VARCHAR(10) NOT NULL, 
	intent_fen BIGINT NOT NULL, 
	approved_fen BIGINT NOT NULL, 
	drawn_fen BIGINT NOT NULL, 
	intent_on VARCHAR(10) NOT NULL, 
	approved_on VARCHAR(10) NOT NULL, 
	approved_rate_bp INTEGER, 
	approved_tenor_days INTEGER NOT NULL, 
	collateral VARCHAR(40) NOT NULL, 
	through VARCHAR(10) NOT NULL, 
	drawdowns TEXT NOT NULL, 
	unconfirmed INTEGER NOT NULL, 
	disputed INTEGER NOT NULL, 
	pending TEXT NOT NULL, 
	wants INTEGER, 
	landed_on VARCHAR(10) NOT NULL, 
	reasons TEXT NOT NULL, 
	headline TEXT NOT NULL, 
	title_words TEXT NOT NULL, 
	own_words TEXT NOT NULL, 
	wanted_fen BIGINT NOT NULL, 
	tenor_days INTEGER NOT NULL, 
	wanted TEXT NOT NULL, 
	next_on VARCHAR(10) NOT NULL, 
	next_by VARCHAR(64) NOT NULL, 
	PRIMARY KEY (since)
);
INSERT INTO "lead" VALUES(12,NULL,'18299a6e082c8e51','bank','n1','o1','e001','b01','delivered',0,'','','','2026-03-02','2026-03-03','2026-03-05','2026-04-01',0,0,0,'','',NULL,0,'','','',0,0,'',NULL,'','','申请倒贷资金三百万元','
申请倒贷资金三百万元
','
18299a6e082c8e51
',300000000,180,'','','');
CREATE TABLE lead_shared (
	lead VARCHAR(64) NOT NULL, 
	need VARCHAR(64) NOT NULL, 
	enterprise VARCHAR(64) NOT NULL, 
	receiver VARCHAR(64) NOT NULL, 
	kinds TEXT NOT NULL, 
	over INTEGER NOT NULL, 
	due INTEGER, 
	PRIMARY KEY (lead)
);
INSERT INTO "lead_shared" VALUES('18299a6e082c8e51','n1','e001','b01',' need company contact ',0,NULL);
CREATE TABLE leap (
	position INTEGER NOT NULL, 
	"before" VARCHAR(32) NOT NULL, 
	PRIMARY KEY (position)
);
INSERT INTO "leap" VALUES(13,'2026-03-02T04:12:00.000000+00:00');
CREATE TABLE lexicon_edit (
	since INTEGER NOT NULL, 
	word VARCHAR(80) NOT NULL, 
	concept VARCHAR(40) NOT NULL, 
	PRIMARY KEY (since)
);
CREATE TABLE model (
	since INTEGER NOT NULL, 
	until INTEGER, 
	track VARCHAR(20) NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	data TEXT NOT NULL, 
	PRIMARY KEY (since)
);
CREATE TABLE notice (
	position INTEGER NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	addressee VARCHAR(80) NOT NULL, 
	at BIGINT NOT NULL, 
	stream VARCHAR(200) NOT NULL, 
	side VARCHAR(10) NOT NULL, 
	about VARCHAR(64) NOT NULL, 
	path VARCHAR(200) NOT NULL, 
	names VARCHAR(200) NOT NULL, 
	PRIMARY KEY (position, kind, addressee)
);
INSERT INTO "notice" VALUES(5,'posting_published','party-e001',1772424300,'need-n1','need','n1','/postings/need/n1','');
INSERT INTO "notice" VALUES(5,'posting_ending','party-e001',1776902400,'need-n1','need','n1','/postings/need/n1','');
INSERT INTO "notice" VALUES(8,'posting_published','party-b01',1772424480,'offering-o1','offering','o1','/postings/offering/o1','');
INSERT INTO "notice" VALUES(8,'posting_ending','party-b01',1776902400,'offering-o1','offering','o1','/postings/offering/o1','');
INSERT INTO "notice" VALUES(11,'consent_paper','party-e001',1772424660,'consent-n1:b01','need','n1','/consents/n1/b01','');
INSERT INTO "notice" VALUES(11,'consent_granted','party-b01',1772424660,'consent-n1:b01','','','/leads','');
INSERT INTO "notice" VALUES(11,'consent_ending','party-e001',1774396800,'consent-n1:b01','need','n1','/consents/n1/b01','');
INSERT INTO "notice" VALUES(12,'lead_came','party-b01',1772424720,'lead-18299a6e082c8e51','offering','o1','/leads/18299a6e082c8e51','');
INSERT INTO "notice" VALUES(12,'lead_due','party-b01',1772496000,'lead-18299a6e082c8e51','offering','o1','/leads/18299a6e082c8e51','');
INSERT INTO "notice" VALUES(12,'lead_sent','party-e001',1772424720,'lead-18299a6e082c8e51','need','n1','/leads/18299a6e082c8e51','');
INSERT INTO "notice" VALUES(13,'user_opened','user-wang',1796142656,'user-wang','','','/','');
INSERT INTO "notice" VALUES(15,'channel_changed','party-b01',1796142656,'channel-b01','','','/channel','');
INSERT INTO "notice" VALUES(17,'key_issued','party-b01',1796142657,'access_key-cca7b1b200821d12','','','/keys','');
INSERT INTO "notice" VALUES(18,'user_opened','user-li',1796142657,'user-li','','','/','');
CREATE TABLE notice_thing (
	stream VARCHAR(200) NOT NULL, 
	known TEXT NOT NULL, 
	PRIMARY KEY (stream)
);
INSERT INTO "notice_thing" VALUES('consent-n1:b01','{"enterprise":"e001","lead":"18299a6e082c8e51","need":"n1","receiver":"b01"}');
INSERT INTO "notice_thing" VALUES('lead-18299a6e082c8e51','{"enterprise":"e001","need":"n1","offering":"o1","receiver":"b01"}');
INSERT INTO "notice_thing" VALUES('need-n1','{"enterprise":"e001","had":true,"live":true,"need":"n1","through":"2026-04-30"}');
INSERT INTO "notice_thing" VALUES('offering-o1','{"had":true,"live":true,"offering":"o1","receiver":"b01","through":"2026-04-30"}');
INSERT INTO "notice_thing" VALUES('party-b01','{"called":"襄城农村商业银行","relying":["e001"]}');
INSERT INTO "notice_thing" VALUES('party-e001','{"called":"襄城县恒丰食品机械有限公司","had":true}');
INSERT INTO "notice_thing" VALUES('proposal-18299a6e082c8e51','{"enterprise":"e001","need":"n1","offering":"o1","receiver":"b01"}');
CREATE TABLE outbox (
	receiver VARCHAR(64) NOT NULL, 
	number INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	name VARCHAR(40) NOT NULL, 
	need VARCHAR(64) NOT NULL, 
	lead VARCHAR(64) NOT NULL, 
	PRIMARY KEY (receiver, number), 
	UNIQUE (receiver, position)
);
INSERT INTO "outbox" VALUES('b01',1,12,'lead.delivered','n1','18299a6e082c8e51');
CREATE TABLE outbox_end (
	receiver VARCHAR(64) NOT NULL, 
	number INTEGER NOT NULL, 
	PRIMARY KEY (receiver)
);
INSERT INTO "outbox_end" VALUES('b01',1);
CREATE TABLE outbox_lead (
	lead VARCHAR(64) NOT NULL, 
	receiver VARCHAR(64) NOT NULL, 
	need VARCHAR(64) NOT NULL, 
	PRIMARY KEY (lead)
);
INSERT INTO "outbox_lead" VALUES('18299a6e082c8e51','b01','n1');
CREATE TABLE parked (
	"view" VARCHAR(40) NOT NULL, 
	position INTEGER NOT NULL, 
	stream VARCHAR(200) NOT NULL, 
	name VARCHAR(80) NOT NULL, 
	reason TEXT NOT NULL, 
	PRIMARY KEY ("view", position)
);
CREATE TABLE party (
	since INTEGER NOT NULL, 
	until INTEGER, 
	id VARCHAR(64) NOT NULL, 
	uscc VARCHAR(18), 
	title TEXT NOT NULL, 
	status VARCHAR(20) NOT NULL, 
	profile TEXT NOT NULL, 
	"into" VARCHAR(64) NOT NULL, 
	sounds TEXT NOT NULL, 
	words TEXT NOT NULL, 
	looks TEXT NOT NULL, 
	roles TEXT NOT NULL, 
	reachable INTEGER NOT NULL, 
	facts TEXT NOT NULL, 
	asked TEXT NOT NULL, 
	inactive_at INTEGER NOT NULL, 
	declined TEXT NOT NULL, 
	PRIMARY KEY (since)
);
INSERT INTO "party" VALUES(1,9,'e001','91411025MA3X00002W','襄城县恒丰食品机械有限公司','active','{"above_scale":null,"industry":"C3531","key_enterprise":false,"region":"411025","roles":["enterprise"],"scale":null,"title":"襄城县恒丰食品机械有限公司","uscc":"91411025MA3X00002W"}','','xiangchengxianhengfengshipinjixieyouxiangongsi xcxhfspjxyxgs','
襄城县恒丰食品机械有限公司
91411025ma3x00002w
e001
xiangchengxianhengfengshipinjixieyouxiangongsi
xcxhfspjxyxgs
','襄城县恒丰食品机械有限公司',' enterprise ',0,'{"above_scale":null,"employees":null,"exports":null,"high_tech":null,"investment_fen":null,"new_hires":null,"rd_ratio_bp":null,"rd_spend_fen":null,"revenue_fen":null,"srdi":null,"years_running":null}','',0,'');
INSERT INTO "party" VALUES(2,NULL,'b01',NULL,'襄城农村商业银行','active','{"above_scale":null,"industry":null,"key_enterprise":false,"region":"411025","roles":["bank"],"scale":null,"title":"襄城农村商业银行","uscc":null}','','xiangchengnongcunshangyeyinhang xcncsyyh','
襄城农村商业银行
b01
xiangchengnongcunshangyeyinhang
xcncsyyh
','襄城农村商业银行',' bank ',0,'{"above_scale":null,"employees":null,"exports":null,"high_tech":null,"investment_fen":null,"new_hires":null,"rd_ratio_bp":null,"rd_spend_fen":null,"revenue_fen":null,"srdi":null,"years_running":null}','',0,'');
INSERT INTO "party" VALUES(9,NULL,'e001','91411025MA3X00002W','襄城县恒丰食品机械有限公司','active','{"above_scale":null,"industry":"C3531","key_enterprise":false,"region":"411025","roles":["enterprise"],"scale":null,"title":"襄城县恒丰食品机械有限公司","uscc":"91411025MA3X00002W"}','','xiangchengxianhengfengshipinjixieyouxiangongsi xcxhfspjxyxgs','
襄城县恒丰食品机械有限公司
91411025ma3x00002w
e001
xiangchengxianhengfengshipinjixieyouxiangongsi
xcxhfspjxyxgs
','襄城县恒丰食品机械有限公司',' enterprise ',1,'{"above_scale":null,"employees":null,"exports":null,"high_tech":null,"investment_fen":null,"new_hires":null,"rd_ratio_bp":null,"rd_spend_fen":null,"revenue_fen":null,"srdi":null,"years_running":null}','',0,'');
CREATE TABLE password (
	user VARCHAR(64) NOT NULL, 
	hash TEXT NOT NULL, 
	must_change INTEGER NOT NULL, 
	failures INTEGER NOT NULL, 
	locked_until BIGINT NOT NULL, 
	PRIMARY KEY (user)
);
INSERT INTO "password" VALUES('wang','$argon2id$v=19$m=19456,t=2,p=1$9MI4QbWTq7fbtrCvjerI+g$/Wf26ACcsDWub+R2Z/oppeHT0wvKmTGEeMI2k4M0UE0',1,0,0);
INSERT INTO "password" VALUES('li','$argon2id$v=19$m=19456,t=2,p=1$zb73oo8ouXObVjopC2UHYA$Fkgp43xzgI69SLDn7gig8k6gEv7toIa5nE1YWU4Pub8',0,0,0);
CREATE TABLE posting (
	since INTEGER NOT NULL, 
	until INTEGER, 
	side VARCHAR(10) NOT NULL, 
	id VARCHAR(64) NOT NULL, 
	party VARCHAR(64) NOT NULL, 
	track VARCHAR(20) NOT NULL, 
	status VARCHAR(12) NOT NULL, 
	edition INTEGER NOT NULL, 
	title TEXT NOT NULL, 
	valid_through VARCHAR(10) NOT NULL, 
	content TEXT NOT NULL, 
	public INTEGER NOT NULL, 
	public_text TEXT NOT NULL, 
	public_words TEXT NOT NULL, 
	worded INTEGER NOT NULL, 
	PRIMARY KEY (since), 
	UNIQUE (side, id, since)
);
INSERT INTO "posting" VALUES(3,4,'need','n1','e001','bank','draft',1,'申请倒贷资金三百万元','2026-04-30','{"track":"bank","title":"申请倒贷资金三百万元","text":"原贷款即将到期，需要短期倒贷周转资金，续贷已获银行同意。","regions":["411025"],"industries":["C35"],"valid_from":"2026-03-01","valid_through":"2026-04-30","visibility":"matched_only","terms":{"kind":"bank.need","amount_fen":300000000,"tenor_days":180,"purpose":null,"collateral_kinds":null,"max_rate_bp":null,"needed_by":null,"existing_loan_due_on":null,"existing_bank":null}}',0,'','',3);
INSERT INTO "posting" VALUES(4,5,'need','n1','e001','bank','submitted',1,'申请倒贷资金三百万元','2026-04-30','{"track":"bank","title":"申请倒贷资金三百万元","text":"原贷款即将到期，需要短期倒贷周转资金，续贷已获银行同意。","regions":["411025"],"industries":["C35"],"valid_from":"2026-03-01","valid_through":"2026-04-30","visibility":"matched_only","terms":{"kind":"bank.need","amount_fen":300000000,"tenor_days":180,"purpose":null,"collateral_kinds":null,"max_rate_bp":null,"needed_by":null,"existing_loan_due_on":null,"existing_bank":null}}',0,'','',3);
INSERT INTO "posting" VALUES(5,NULL,'need','n1','e001','bank','published',1,'申请倒贷资金三百万元','2026-04-30','{"track":"bank","title":"申请倒贷资金三百万元","text":"原贷款即将到期，需要短期倒贷周转资金，续贷已获银行同意。","regions":["411025"],"industries":["C35"],"valid_from":"2026-03-01","valid_through":"2026-04-30","visibility":"matched_only","terms":{"kind":"bank.need","amount_fen":300000000,"tenor_days":180,"purpose":null,"collateral_kinds":null,"max_rate_bp":null,"needed_by":null,"existing_loan_due_on":null,"existing_bank":null}}',0,'','',3);
INSERT INTO "posting" VALUES(6,7,'offering','o1','b01','bank','draft',1,'转贷周转贷','2026-04-30','{"track":"bank","title":"转贷周转贷","text":"为贷款到期企业提供过桥资金，手续简便，随借随还，帮助企业续贷。","regions":["411025"],"industries":[],"valid_from":"2026-03-01","valid_through":"2026-04-30","visibility":"matched_only","terms":{"kind":"bank.offering","amount_min_fen":50000000,"amount_max_fen":1000000000,"tenor_min_days":null,"tenor_max_days":365,"purposes":null,"collateral_kinds":null,"rate_from_bp":null,"capacity":null}}',0,'','',6);
INSERT INTO "posting" VALUES(7,8,'offering','o1','b01','bank','submitted',1,'转贷周转贷','2026-04-30','{"track":"bank","title":"转贷周转贷","text":"为贷款到期企业提供过桥资金，手续简便，随借随还，帮助企业续贷。","regions":["411025"],"industries":[],"valid_from":"2026-03-01","valid_through":"2026-04-30","visibility":"matched_only","terms":{"kind":"bank.offering","amount_min_fen":50000000,"amount_max_fen":1000000000,"tenor_min_days":null,"tenor_max_days":365,"purposes":null,"collateral_kinds":null,"rate_from_bp":null,"capacity":null}}',0,'','',6);
INSERT INTO "posting" VALUES(8,NULL,'offering','o1','b01','bank','published',1,'转贷周转贷','2026-04-30','{"track":"bank","title":"转贷周转贷","text":"为贷款到期企业提供过桥资金，手续简便，随借随还，帮助企业续贷。","regions":["411025"],"industries":[],"valid_from":"2026-03-01","valid_through":"2026-04-30","visibility":"matched_only","terms":{"kind":"bank.offering","amount_min_fen":50000000,"amount_max_fen":1000000000,"tenor_min_days":null,"tenor_max_days":365,"purposes":null,"collateral_kinds":null,"rate_from_bp":null,"capacity":null}}',0,'','',6);
CREATE TABLE posting_gram (
	gram BIGINT NOT NULL, 
	since INTEGER NOT NULL, 
	PRIMARY KEY (gram, since)
)
 WITHOUT ROWID

;
INSERT INTO "posting_gram" VALUES(102760448,3);
INSERT INTO "posting_gram" VALUES(102760448,6);
INSERT INTO "posting_gram" VALUES(230686769,3);
INSERT INTO "posting_gram" VALUES(232783921,6);
INSERT INTO "posting_gram" VALUES(41890632003,3);
INSERT INTO "posting_gram" VALUES(41894835838,3);
INSERT INTO "posting_gram" VALUES(41915807016,3);
INSERT INTO "posting_gram" VALUES(41930457088,3);
INSERT INTO "posting_gram" VALUES(41930482640,6);
INSERT INTO "posting_gram" VALUES(41930489581,6);
INSERT INTO "posting_gram" VALUES(41997602103,6);
INSERT INTO "posting_gram" VALUES(42414919194,6);
INSERT INTO "posting_gram" VALUES(42737897415,6);
INSERT INTO "posting_gram" VALUES(42813396623,6);
INSERT INTO "posting_gram" VALUES(42987457847,3);
INSERT INTO "posting_gram" VALUES(43014723215,6);
INSERT INTO "posting_gram" VALUES(43627053056,3);
INSERT INTO "posting_gram" VALUES(44124104479,3);
INSERT INTO "posting_gram" VALUES(44124104479,6);
INSERT INTO "posting_gram" VALUES(44136697888,3);
INSERT INTO "posting_gram" VALUES(44377853697,6);
INSERT INTO "posting_gram" VALUES(44801481734,3);
INSERT INTO "posting_gram" VALUES(44893769015,3);
INSERT INTO "posting_gram" VALUES(44960841728,3);
INSERT INTO "posting_gram" VALUES(44960841728,6);
INSERT INTO "posting_gram" VALUES(45122347279,3);
INSERT INTO "posting_gram" VALUES(45315297132,3);
INSERT INTO "posting_gram" VALUES(45315297132,6);
INSERT INTO "posting_gram" VALUES(47139804095,3);
INSERT INTO "posting_gram" VALUES(47139804095,6);
INSERT INTO "posting_gram" VALUES(47796212278,3);
INSERT INTO "posting_gram" VALUES(49404727856,3);
INSERT INTO "posting_gram" VALUES(50436539319,3);
INSERT INTO "posting_gram" VALUES(50562355881,6);
INSERT INTO "posting_gram" VALUES(52107935744,3);
INSERT INTO "posting_gram" VALUES(52770668269,6);
INSERT INTO "posting_gram" VALUES(53586448283,6);
INSERT INTO "posting_gram" VALUES(55362735873,6);
INSERT INTO "posting_gram" VALUES(55362736146,3);
INSERT INTO "posting_gram" VALUES(55362754304,3);
INSERT INTO "posting_gram" VALUES(56046423364,6);
INSERT INTO "posting_gram" VALUES(57575232048,6);
INSERT INTO "posting_gram" VALUES(57575232371,3);
INSERT INTO "posting_gram" VALUES(62897818558,3);
INSERT INTO "posting_gram" VALUES(62920887287,3);
INSERT INTO "posting_gram" VALUES(63615028743,3);
INSERT INTO "posting_gram" VALUES(64384689951,3);
INSERT INTO "posting_gram" VALUES(66303578047,6);
INSERT INTO "posting_gram" VALUES(68142791552,6);
INSERT INTO "posting_gram" VALUES(68142796087,3);
INSERT INTO "posting_gram" VALUES(68142796087,6);
INSERT INTO "posting_gram" VALUES(70713906422,3);
INSERT INTO "posting_gram" VALUES(73173849100,3);
INSERT INTO "posting_gram" VALUES(73693943758,3);
INSERT INTO "posting_gram" VALUES(73693943758,6);
INSERT INTO "posting_gram" VALUES(73821878253,3);
INSERT INTO "posting_gram" VALUES(75023538439,3);
INSERT INTO "posting_gram" VALUES(75143073810,3);
INSERT INTO "posting_gram" VALUES(75814141952,6);
INSERT INTO "posting_gram" VALUES(75814163560,3);
INSERT INTO "posting_gram" VALUES(75814163560,6);
INSERT INTO "posting_gram" VALUES(75814166002,3);
INSERT INTO "posting_gram" VALUES(75814169406,3);
INSERT INTO "posting_gram" VALUES(75814169406,6);
INSERT INTO "posting_gram" VALUES(75814178116,3);
INSERT INTO "posting_gram" VALUES(75841442257,3);
INSERT INTO "posting_gram" VALUES(75841442257,6);
INSERT INTO "posting_gram" VALUES(76999068983,6);
INSERT INTO "posting_gram" VALUES(76999068996,3);
INSERT INTO "posting_gram" VALUES(77189900389,6);
INSERT INTO "posting_gram" VALUES(77225549358,6);
INSERT INTO "posting_gram" VALUES(77376540186,3);
INSERT INTO "posting_gram" VALUES(78284606985,3);
INSERT INTO "posting_gram" VALUES(78284612171,6);
INSERT INTO "posting_gram" VALUES(78284619501,3);
INSERT INTO "posting_gram" VALUES(79972829260,3);
INSERT INTO "posting_gram" VALUES(80830550047,6);
INSERT INTO "posting_gram" VALUES(80830566360,6);
INSERT INTO "posting_gram" VALUES(81067542913,3);
CREATE TABLE posting_owner (
	party VARCHAR(64) NOT NULL, 
	title TEXT NOT NULL, 
	roles TEXT NOT NULL, 
	words TEXT NOT NULL, 
	PRIMARY KEY (party)
);
INSERT INTO "posting_owner" VALUES('e001','襄城县恒丰食品机械有限公司','enterprise','
襄城县恒丰食品机械有限公司
');
INSERT INTO "posting_owner" VALUES('b01','襄城农村商业银行','bank','
襄城农村商业银行
');
CREATE TABLE posting_words (
	since INTEGER NOT NULL, 
	words TEXT NOT NULL, 
	PRIMARY KEY (since)
);
INSERT INTO "posting_words" VALUES(3,'
n1
申请倒贷资金三百万元
原贷款即将到期需要短期倒贷周转资金续贷已获银行同意
襄城县
专用设备制造业
');
INSERT INTO "posting_words" VALUES(6,'
o1
转贷周转贷
为贷款到期企业提供过桥资金手续简便随借随还帮助企业续贷
襄城县
');
CREATE TABLE proposal (
	id VARCHAR(16) NOT NULL, 
	track VARCHAR(20) NOT NULL, 
	need VARCHAR(64) NOT NULL, 
	need_edition INTEGER NOT NULL, 
	need_party VARCHAR(64) NOT NULL, 
	need_title TEXT NOT NULL, 
	offering VARCHAR(64) NOT NULL, 
	offering_edition INTEGER NOT NULL, 
	offering_party VARCHAR(64) NOT NULL, 
	offering_title TEXT NOT NULL, 
	points INTEGER NOT NULL, 
	score INTEGER NOT NULL, 
	worth BIGINT NOT NULL, 
	rank_for_need INTEGER, 
	rank_for_offering INTEGER, 
	model VARCHAR(64) NOT NULL, 
	"order" TEXT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE read_lines (
	"view" VARCHAR(40) NOT NULL, 
	position INTEGER NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	PRIMARY KEY ("view")
);
INSERT INTO "read_lines" VALUES('activations',20,'540831a3a12e58e038b3971de2bc0dba2fea73f3cf1c382079add4462644a4f7');
INSERT INTO "read_lines" VALUES('consents',20,'540831a3a12e58e038b3971de2bc0dba2fea73f3cf1c382079add4462644a4f7');
INSERT INTO "read_lines" VALUES('counted',20,'540831a3a12e58e038b3971de2bc0dba2fea73f3cf1c382079add4462644a4f7');
INSERT INTO "read_lines" VALUES('decisions',20,'540831a3a12e58e038b3971de2bc0dba2fea73f3cf1c382079add4462644a4f7');
INSERT INTO "read_lines" VALUES('extensions',20,'540831a3a12e58e038b3971de2bc0dba2fea73f3cf1c382079add4462644a4f7');
INSERT INTO "read_lines" VALUES('funnel',20,'540831a3a12e58e038b3971de2bc0dba2fea73f3cf1c382079add4462644a4f7');
INSERT INTO "read_lines" VALUES('imports',20,'540831a3a12e58e038b3971de2bc0dba2fea73f3cf1c382079add4462644a4f7');
INSERT INTO "read_lines" VALUES('leads',20,'540831a3a12e58e038b3971de2bc0dba2fea73f3cf1c382079add4462644a4f7');
INSERT INTO "read_lines" VALUES('lexicons',20,'540831a3a12e58e038b3971de2bc0dba2fea73f3cf1c382079add4462644a4f7');
INSERT INTO "read_lines" VALUES('market',20,'540831a3a12e58e038b3971de2bc0dba2fea73f3cf1c382079add4462644a4f7');
INSERT INTO "read_lines" VALUES('notices',20,'540831a3a12e58e038b3971de2bc0dba2fea73f3cf1c382079add4462644a4f7');
INSERT INTO "read_lines" VALUES('outbox',20,'540831a3a12e58e038b3971de2bc0dba2fea73f3cf1c382079add4462644a4f7');
INSERT INTO "read_lines" VALUES('parties',20,'540831a3a12e58e038b3971de2bc0dba2fea73f3cf1c382079add4462644a4f7');
INSERT INTO "read_lines" VALUES('registrations',20,'540831a3a12e58e038b3971de2bc0dba2fea73f3cf1c382079add4462644a4f7');
INSERT INTO "read_lines" VALUES('seals',20,'540831a3a12e58e038b3971de2bc0dba2fea73f3cf1c382079add4462644a4f7');
INSERT INTO "read_lines" VALUES('sessions',20,'540831a3a12e58e038b3971de2bc0dba2fea73f3cf1c382079add4462644a4f7');
INSERT INTO "read_lines" VALUES('teasers',20,'540831a3a12e58e038b3971de2bc0dba2fea73f3cf1c382079add4462644a4f7');
INSERT INTO "read_lines" VALUES('times',20,'540831a3a12e58e038b3971de2bc0dba2fea73f3cf1c382079add4462644a4f7');
INSERT INTO "read_lines" VALUES('users',20,'540831a3a12e58e038b3971de2bc0dba2fea73f3cf1c382079add4462644a4f7');
CREATE TABLE recorded (
	position INTEGER NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	PRIMARY KEY (position)
);
INSERT INTO "recorded" VALUES(1,'2026-03-02T04:01:00.000000+00:00');
INSERT INTO "recorded" VALUES(2,'2026-03-02T04:02:00.000000+00:00');
INSERT INTO "recorded" VALUES(3,'2026-03-02T04:03:00.000000+00:00');
INSERT INTO "recorded" VALUES(4,'2026-03-02T04:04:00.000000+00:00');
INSERT INTO "recorded" VALUES(5,'2026-03-02T04:05:00.000000+00:00');
INSERT INTO "recorded" VALUES(6,'2026-03-02T04:06:00.000000+00:00');
INSERT INTO "recorded" VALUES(7,'2026-03-02T04:07:00.000000+00:00');
INSERT INTO "recorded" VALUES(8,'2026-03-02T04:08:00.000000+00:00');
INSERT INTO "recorded" VALUES(9,'2026-03-02T04:09:00.000000+00:00');
INSERT INTO "recorded" VALUES(10,'2026-03-02T04:10:00.000000+00:00');
INSERT INTO "recorded" VALUES(11,'2026-03-02T04:11:00.000000+00:00');
INSERT INTO "recorded" VALUES(12,'2026-03-02T04:12:00.000000+00:00');
INSERT INTO "recorded" VALUES(13,'2026-12-01T16:30:56.603045+00:00');
INSERT INTO "recorded" VALUES(14,'2026-12-01T16:30:56.802855+00:00');
INSERT INTO "recorded" VALUES(15,'2026-12-01T16:30:56.835956+00:00');
INSERT INTO "recorded" VALUES(16,'2026-12-01T16:30:56.835956+00:00');
INSERT INTO "recorded" VALUES(17,'2026-12-01T16:30:57.321279+00:00');
INSERT INTO "recorded" VALUES(18,'2026-12-01T16:30:57.497471+00:00');
INSERT INTO "recorded" VALUES(19,'2026-12-01T16:30:57.731521+00:00');
INSERT INTO "recorded" VALUES(20,'2026-12-01T16:30:57.939173+00:00');
CREATE TABLE registration (
	since INTEGER NOT NULL, 
	until INTEGER, 
	id VARCHAR(64) NOT NULL, 
	status VARCHAR(10) NOT NULL, 
	profile TEXT NOT NULL, 
	filed_at BIGINT NOT NULL, 
	party VARCHAR(64) NOT NULL, 
	reason TEXT NOT NULL, 
	PRIMARY KEY (since)
);
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
INSERT INTO "seal" VALUES(9,'2026-03-02T04:09:00.000000+00:00',X'4F326EFF26206A2DFA230CFB2A52D066AE5F88931A2E5CC5F0408F3473E95DB2');
INSERT INTO "seal" VALUES(10,'2026-03-02T04:10:00.000000+00:00',X'99F673E029087BE963DBF242D081F56294DB0E94BD1F9BF7E5FB80BBF0D85117');
INSERT INTO "seal" VALUES(11,'2026-03-02T04:11:00.000000+00:00',X'B5D755DFA8C468EF0F0B1A22752A2AF14CF30A340F998C4A67D882D16C2F3FDE');
INSERT INTO "seal" VALUES(12,'2026-03-02T04:12:00.000000+00:00',X'45679566C2F3B18FBCCC4341E0A39132764E88AB9EBDFC7475EF96917C078471');
INSERT INTO "seal" VALUES(13,'2026-12-01T16:30:56.603045+00:00',X'0D975BA6CEAF922529BFAD8D4F0E49C3BF388FB69ADD791DD8B131DEC0FFE668');
INSERT INTO "seal" VALUES(14,'2026-12-01T16:30:56.802855+00:00',X'E506C47F51A3A6FA5E54C158F50B5B0D1521362CDF6DF4F69721B71C95DC7DCD');
INSERT INTO "seal" VALUES(15,'2026-12-01T16:30:56.835956+00:00',X'7E056813155AD992D823D0A60CF81FC2FE2F587D3555208A11BD4F36563E95C0');
INSERT INTO "seal" VALUES(16,'2026-12-01T16:30:56.835956+00:00',X'2F36CE97AB6D8E4792697F5D795F2E60E704882D291653467AA53CD8AA20DC73');
INSERT INTO "seal" VALUES(17,'2026-12-01T16:30:57.321279+00:00',X'1CD6DBEF2E2662D9B95F3DA49F0C8CD8C6D245CA8B754CCDB029F46DCFD8A752');
INSERT INTO "seal" VALUES(18,'2026-12-01T16:30:57.497471+00:00',X'44E68F0CE48603157DC26B8E40D8B6339F41DDAF5CDC61E9D8F9866699C6C5EC');
INSERT INTO "seal" VALUES(19,'2026-12-01T16:30:57.731521+00:00',X'10761FE91F26D6297D9AEE98AEC8E8C73D4F8100826352A0B8D67DD11F689B67');
INSERT INTO "seal" VALUES(20,'2026-12-01T16:30:57.939173+00:00',X'21D1F29389A62908DCF97097D47A754E636A6EE7CD2D9C0247F5E3ACD80E214A');
CREATE TABLE session_stood (
	since INTEGER NOT NULL, 
	until INTEGER, 
	id VARCHAR(64) NOT NULL, 
	status VARCHAR(12) NOT NULL, 
	details TEXT NOT NULL, 
	guests TEXT NOT NULL, 
	invited TEXT NOT NULL, 
	here INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	meetings INTEGER NOT NULL, 
	worth INTEGER NOT NULL, 
	bound INTEGER NOT NULL, 
	PRIMARY KEY (since)
);
CREATE TABLE settled_headings (
	headings VARCHAR(32) NOT NULL, 
	party VARCHAR(64) NOT NULL, 
	"of" VARCHAR(80) NOT NULL, 
	kind VARCHAR(40) NOT NULL, 
	fields TEXT NOT NULL, 
	units TEXT NOT NULL, 
	PRIMARY KEY (headings, party)
);
CREATE TABLE teaser (
	id VARCHAR(64) NOT NULL, 
	party VARCHAR(64) NOT NULL, 
	track VARCHAR(20) NOT NULL, 
	status VARCHAR(12) NOT NULL, 
	public INTEGER NOT NULL, 
	path TEXT NOT NULL, 
	step INTEGER NOT NULL, 
	came INTEGER NOT NULL, 
	live INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "teaser" VALUES('n1','e001','bank','published',0,'["100–300万元", "三至六个月", "专用设备制造业", "襄城县", "制造业", "500万元以内", "一年以内", "许昌市", "未说明", "河南省"]',10,5,1);
CREATE TABLE teaser_parameter (
	position INTEGER NOT NULL, 
	since VARCHAR(10) NOT NULL, 
	value INTEGER NOT NULL, 
	PRIMARY KEY (position)
);
CREATE TABLE teaser_track (
	track VARCHAR(20) NOT NULL, 
	least INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	PRIMARY KEY (track)
);
INSERT INTO "teaser_track" VALUES('bank',5,5);
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
CREATE TABLE users (
	since INTEGER NOT NULL, 
	until INTEGER, 
	id VARCHAR(64) NOT NULL, 
	status VARCHAR(10) NOT NULL, 
	duty TEXT NOT NULL, 
	person TEXT NOT NULL, 
	phone TEXT NOT NULL, 
	digits VARCHAR(40) NOT NULL, 
	role VARCHAR(20) NOT NULL, 
	party VARCHAR(64) NOT NULL, 
	ready INTEGER NOT NULL, 
	closed_at BIGINT NOT NULL, 
	PRIMARY KEY (since)
);
INSERT INTO "users" VALUES(13,14,'wang','active','{"party":null,"role":"admin","supports":[]}','{"subject":"person-wang","value":"王小明"}','','','admin','',0,0);
INSERT INTO "users" VALUES(14,NULL,'wang','active','{"party":null,"role":"admin","supports":[]}','{"subject":"person-wang","value":"王小明"}','','','admin','',1,0);
INSERT INTO "users" VALUES(18,19,'li','active','{"party":null,"role":"organizer","supports":[]}','{"subject":"person-li","value":"李四海"}','','','organizer','',0,0);
INSERT INTO "users" VALUES(19,NULL,'li','active','{"party":null,"role":"organizer","supports":[]}','{"subject":"person-li","value":"李四海"}','','','organizer','',1,0);
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
CREATE TABLE webhook_dead (
	receiver VARCHAR(64) NOT NULL, 
	number INTEGER NOT NULL, 
	at INTEGER NOT NULL, 
	reason TEXT NOT NULL, 
	again INTEGER NOT NULL, 
	PRIMARY KEY (receiver, number)
);
CREATE TABLE webhook_former_secret (
	receiver VARCHAR(64) NOT NULL, 
	secret TEXT NOT NULL, 
	until INTEGER NOT NULL, 
	PRIMARY KEY (receiver)
);
CREATE TABLE webhook_line (
	receiver VARCHAR(64) NOT NULL, 
	sent INTEGER NOT NULL, 
	failures INTEGER NOT NULL, 
	next_at INTEGER NOT NULL, 
	held_until INTEGER NOT NULL, 
	PRIMARY KEY (receiver)
);
CREATE TABLE webhook_secret (
	receiver VARCHAR(64) NOT NULL, 
	"key" VARCHAR(64) NOT NULL, 
	secret TEXT NOT NULL, 
	PRIMARY KEY (receiver)
);
INSERT INTO "webhook_secret" VALUES('b01','263e338eec675abf','whsec_QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB');
CREATE INDEX ix_seal_at ON seal (at);
CREATE INDEX ix_recorded_at ON recorded (at);
CREATE INDEX ix_party_uscc ON party (uscc);
CREATE INDEX ix_party_looks ON party (looks);
CREATE INDEX ix_party_id ON party (id);
CREATE INDEX ix_posting_party ON posting (party);
CREATE INDEX posting_by_end ON posting (valid_through, id) WHERE until IS NULL;
CREATE INDEX posting_submitted ON posting (until) WHERE status = 'submitted';
CREATE INDEX ix_posting_worded ON posting (worded);
CREATE INDEX posting_standing ON posting (id, side) WHERE until IS NULL;
CREATE INDEX posting_public ON posting (since) WHERE public = 1;
CREATE INDEX posting_over ON posting (until) WHERE until IS NOT NULL;
CREATE INDEX posting_by_id ON posting (id, side, since);
CREATE INDEX ix_posting_track ON posting (track);
CREATE INDEX ix_decision_need ON decision (need);
CREATE INDEX decision_over ON decision (until) WHERE until IS NOT NULL;
CREATE INDEX ix_decision_need_party ON decision (need_party);
CREATE INDEX ix_decision_offering ON decision (offering);
CREATE INDEX ix_decision_id ON decision (id);
CREATE INDEX ix_decision_offering_party ON decision (offering_party);
CREATE INDEX consent_of ON consent (need, receiver);
CREATE INDEX ix_consent_until ON consent (until);
CREATE INDEX ix_consent_receiver ON consent (receiver);
CREATE INDEX ix_lead_status ON lead (status);
CREATE INDEX lead_over ON lead (until) WHERE until IS NOT NULL;
CREATE INDEX lead_next ON lead (receiver, next_on) WHERE until IS NULL AND next_on != '';
CREATE INDEX ix_lead_id ON lead (id);
CREATE INDEX lead_wants ON lead (wants) WHERE wants IS NOT NULL;
CREATE INDEX ix_lead_need ON lead (need);
CREATE INDEX ix_lead_enterprise ON lead (enterprise);
CREATE INDEX ix_lead_receiver ON lead (receiver);
CREATE INDEX outbox_lead_of ON outbox_lead (receiver, need);
CREATE INDEX teaser_live ON teaser (track, live, came);
CREATE INDEX ix_lead_shared_due ON lead_shared (due);
CREATE INDEX ix_lead_shared_enterprise ON lead_shared (enterprise);
CREATE INDEX lead_shared_by ON lead_shared (need, receiver);
CREATE INDEX funnel_reached_in_order ON funnel_reached (stage, track, need);
CREATE INDEX funnel_about_need ON funnel_about (need);
CREATE INDEX ix_funnel_drawn_need ON funnel_drawn (need);
CREATE INDEX counted_by_pair ON counted (party, partner);
CREATE INDEX ix_counted_part ON counted (part);
CREATE INDEX counted_by_day ON counted (kind, day);
CREATE INDEX session_stood_over ON session_stood (until) WHERE until IS NOT NULL;
CREATE INDEX ix_session_stood_id ON session_stood (id);
CREATE INDEX ix_users_until ON users (until);
CREATE INDEX ix_users_digits ON users (digits);
CREATE INDEX ix_users_party ON users (party);
CREATE INDEX ix_users_id ON users (id);
CREATE INDEX ix_access_keys_party ON access_keys (party);
CREATE INDEX ix_access_keys_until ON access_keys (until);
CREATE INDEX ix_access_keys_id ON access_keys (id);
CREATE INDEX notice_of ON notice (addressee, at);
CREATE INDEX notice_at ON notice (at);
CREATE INDEX notice_about ON notice (stream, kind);
CREATE INDEX ix_activation_until ON activation (until);
CREATE INDEX ix_activation_id ON activation (id);
CREATE INDEX ix_file_import_id ON file_import (id);
CREATE INDEX ix_file_import_until ON file_import (until);
CREATE INDEX ix_registration_status ON registration (status);
CREATE INDEX ix_registration_id ON registration (id);
CREATE INDEX ix_registration_until ON registration (until);
CREATE INDEX ix_proposal_offering ON proposal (offering);
CREATE INDEX ix_proposal_track ON proposal (track);
CREATE INDEX ix_proposal_offering_party ON proposal (offering_party);
CREATE INDEX proposal_best ON proposal (worth DESC, id);
CREATE INDEX ix_proposal_need_party ON proposal (need_party);
CREATE INDEX ix_proposal_need ON proposal (need);
CREATE INDEX ix_user_session_user ON user_session (user);
COMMIT;
