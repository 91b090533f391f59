BEGIN TRANSACTION;
CREATE TABLE access_key_secret (
	id VARCHAR(64) NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	used_on VARCHAR(10) NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "access_key_secret" VALUES('5079480bf3931f5e','72c53a3403e77d535747025eda38165d6de0287f056499829b4cc0ce245c45ab','');
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
INSERT INTO "access_keys" VALUES(18,NULL,'5079480bf3931f5e','live','b01','系统','feed','2027-04-07');
CREATE TABLE bookmarks (
	"view" VARCHAR(40) NOT NULL, 
	version INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	life INTEGER NOT NULL, 
	source INTEGER NOT NULL, 
	PRIMARY KEY ("view")
);
INSERT INTO "bookmarks" VALUES('seals',1,21,1,0);
INSERT INTO "bookmarks" VALUES('parties',2,21,1,0);
INSERT INTO "bookmarks" VALUES('market',2,21,1,0);
INSERT INTO "bookmarks" VALUES('decisions',2,21,1,0);
INSERT INTO "bookmarks" VALUES('consents',1,21,1,0);
INSERT INTO "bookmarks" VALUES('leads',2,21,1,0);
INSERT INTO "bookmarks" VALUES('funnel',1,21,1,0);
INSERT INTO "bookmarks" VALUES('outbox',2,21,1,0);
INSERT INTO "bookmarks" VALUES('lexicons',1,21,1,0);
INSERT INTO "bookmarks" VALUES('users',1,21,1,0);
INSERT INTO "bookmarks" VALUES('sessions',2,21,1,0);
INSERT INTO "bookmarks" VALUES('counted',2,21,1,0);
INSERT INTO "bookmarks" VALUES('proposals',3,21,1,1);
CREATE TABLE consent (
	since INTEGER NOT NULL, 
	until INTEGER, 
	need VARCHAR(64) NOT NULL, 
	receiver VARCHAR(64) NOT NULL, 
	status VARCHAR(12) NOT NULL, 
	enterprise VARCHAR(64) NOT NULL, 
	kinds TEXT NOT NULL, 
	through VARCHAR(10) NOT NULL, 
	PRIMARY KEY (since)
);
INSERT INTO "consent" VALUES(12,NULL,'n1','b01','granted','e001','need company contact','2026-04-01');
CREATE TABLE counted (
	since INTEGER NOT NULL, 
	until INTEGER, 
	"key" VARCHAR(330) NOT NULL, 
	part VARCHAR(180) NOT NULL, 
	kind VARCHAR(12) NOT NULL, 
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
INSERT INTO "counted" VALUES(13,NULL,'lead-18299a6e082c8e51','lead-18299a6e082c8e51','lead','bank','2026-03-02','e001','b01','',-1,-1,1,'',13);
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
	offering VARCHAR(64) NOT NULL, 
	status VARCHAR(12) NOT NULL, 
	through VARCHAR(10) NOT NULL, 
	delivered_on VARCHAR(10) NOT NULL, 
	viewed TEXT NOT NULL, 
	interested TEXT NOT NULL, 
	nominated TEXT NOT NULL, 
	declined_by VARCHAR(64) NOT NULL, 
	reason_code VARCHAR(24) NOT NULL, 
	shown TEXT NOT NULL, 
	PRIMARY KEY (since)
);
INSERT INTO "decision" VALUES(11,NULL,'18299a6e082c8e51','n1','o1','proposed','2026-03-16','2026-03-02','','','','','','{"digest":"0000000000000000000000000000000000000000000000000000000000000000","id":"18299a6e082c8e51","need":"n1","need_edition":1,"need_party":"e001","offering":"o1","offering_edition":1,"offering_party":"b01","reasons":{"facets":[{"name":"amount","need":"300万元","offering":"50–1000万元","title":"金额","verdict":"pass"}],"terms":[{"kind":"phrase","label":"倒贷","millionths":612345,"points":657500000}]},"score":612345,"track":"bank"}');
CREATE TABLE funnel_about (
	stream VARCHAR(90) NOT NULL, 
	need VARCHAR(64) NOT NULL, 
	track VARCHAR(20) NOT NULL, 
	open INTEGER NOT NULL, 
	intent_fen BIGINT NOT NULL, 
	PRIMARY KEY (stream)
);
INSERT INTO "funnel_about" VALUES('lead-18299a6e082c8e51','n1','bank',1,0);
INSERT INTO "funnel_about" VALUES('need-n1','n1','bank',0,0);
INSERT INTO "funnel_about" VALUES('proposal-18299a6e082c8e51','n1','bank',0,0);
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
INSERT INTO "funnel_past" VALUES('proposed','bank',11,1);
INSERT INTO "funnel_past" VALUES('lead','bank',13,1);
INSERT INTO "funnel_past" VALUES('open','bank',13,1);
CREATE TABLE funnel_reached (
	stage VARCHAR(12) NOT NULL, 
	need VARCHAR(64) NOT NULL, 
	since INTEGER NOT NULL, 
	until INTEGER, 
	track VARCHAR(20) NOT NULL, 
	PRIMARY KEY (stage, need, since)
);
INSERT INTO "funnel_reached" VALUES('published','n1',5,NULL,'bank');
INSERT INTO "funnel_reached" VALUES('proposed','n1',11,NULL,'bank');
INSERT INTO "funnel_reached" VALUES('lead','n1',13,NULL,'bank');
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
	delivered_on VARCHAR(10) NOT NULL, 
	acknowledge_by VARCHAR(10) NOT NULL, 
	contact_by VARCHAR(10) NOT NULL, 
	decide_by VARCHAR(10) NOT NULL, 
	intent_fen BIGINT NOT NULL, 
	approved_fen BIGINT NOT NULL, 
	drawn_fen BIGINT NOT NULL, 
	drawdowns TEXT NOT NULL, 
	landed_on VARCHAR(10) NOT NULL, 
	reasons TEXT NOT NULL, 
	PRIMARY KEY (since)
);
INSERT INTO "lead" VALUES(13,NULL,'18299a6e082c8e51','bank','n1','o1','e001','b01','delivered',0,'','','2026-03-02','2026-03-03','2026-03-05','2026-04-01',0,0,0,'','','');
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
INSERT INTO "model" VALUES(9,NULL,'bank','b248143ceb84dbd6b705efd70d315ea7c7489c03caa543a6cd5d586876a4bd7f','{"analyzer_digest":"d8c1e9aac9497db923fee402f4006b1ccdd9d3afcbe5e62686f4adde7d5714dd","digest":"b248143ceb84dbd6b705efd70d315ea7c7489c03caa543a6cd5d586876a4bd7f","idf_by_df":{"1":1693147,"2":1287682},"lexicon":{"concepts":{"above_scale":["规上","规上企业","规模以上","规模以上企业"],"acceptance_bill":["承兑汇票","银承","银票","银行承兑","银行承兑汇票"],"accountant":["会计","财会","财务会计"],"activate":["开启","开通"],"additive":["3d打印","增材制造","快速成型"],"again":["再","再次","重新"],"aggregate":["砂石","砂石骨料","骨料"],"agv":["agv","amr","无人叉车","无人搬运车"],"already":["已","已经","早就"],"always":["一直","总是","老是"],"anode":["石墨负极","负极材料"],"antivirus":["杀毒","病毒防护","防病毒"],"apply":["办理","申办","申请","申领"],"apprentice":["企业学徒","学徒制","新型学徒制"],"aps":["aps","排产系统","智能排产","自动排产","高级排程"],"arrive":["入帐","入账","到帐","到款","到账"],"artificial_intelligence":["ai","人工智能"],"ask_how":["咋","咋样","如何","怎么","怎么样","怎样"],"ask_how_much":["几多","多少","多少钱"],"ask_may":["可不可以","可以","可否","是否可以","能","能不能","能否"],"ask_what":["什么","哪些","啥"],"ask_when":["什么时候","什么时间","何时","几号","几天","几时","几点","哪天","啥时","啥时候","多久","多会","多少天","多长时间"],"ask_where":["什么地方","何处","哪儿","哪里","在哪"],"ask_whether":["是不是","是否","有无","有没有"],"ask_why":["为什么","为何","为啥","因何","怎么会"],"assembler":["总装工","组装工","装配工"],"auto_parts":["汽车配件","汽车零件","汽车零部件","汽配","车用零件"],"automatic_benefit":["免申即享","免申请","无需申请","直达快享"],"automation":["自动化","自动控制"],"backend":["后台开发","后端","服务端开发"],"backup":["备份","容灾","数据备份","灾备"],"balance":["余额","剩余金额","零钱"],"bank_card":["借记卡","储蓄卡","卡片","银行卡"],"barcode":["扫码","条形码","条码"],"battery":["动力电池","锂电","锂电池","锂离子电池"],"benzene":["焦化苯","粗苯"],"big_screen":["可视化大屏","数据大屏","数据看板","驾驶舱"],"bill":["对账单","帐单","账单"],"bind_card":["关联银行卡","绑卡","绑定","绑定银行卡"],"biomass_fuel":["木屑颗粒","生物质燃料","生物质颗粒","颗粒燃料"],"board_and_lodging":["包吃住","包食宿","提供住宿","管吃住","食宿"],"boilers":["蒸汽发生器","蒸汽锅炉","锅炉"],"bond":["债券发行","发债"],"breeding":["育种","选育"],"brick":["加气块","加气混凝土砌块","加气砖","砌块"],"bridge":["倒贷","应急周转","应急转贷","续贷周转","调贷","转贷","转贷基金","转贷资金","过桥","过桥贷","过桥资金"],"business_intelligence":["bi","商业智能"],"business_licence":["工商登记","注册登记","营业执照"],"buyer":["采购专员","采购员"],"cables":["电线","电线电缆","电缆","线缆"],"cad":["cad","三维建模","三维设计","绘图软件"],"call":["打电话","来电","电话","通话"],"cancel":["不借了","不想借","不想用","不用了","停用","关掉","关闭","取消","撤回","撤销","注销","注销账号","注销账户","解除","退出","销户"],"cannot":["不上","不了","不可","不可以","不能","不行","无法","未能","没办法","没法","没能"],"canteen":["团餐","职工餐","配餐","食堂"],"carbon_black":["炭黑","碳黑"],"carbon_capture":["ccus","二氧化碳捕集","碳捕获","碳捕集"],"carbon_fibre":["炭纤维","碳纤维"],"card_acceptance":["pos机","收单","收款码","聚合支付"],"caster":["浇铸工","翻砂工","铸造工"],"castings":["毛坯铸件","铸件","铸造件","铸钢件","铸铁件"],"catalyst":["催化剂","触媒"],"caustic_soda":["氢氧化钠","液碱","火碱","烧碱","片碱"],"ceramics":["瓷器","陶瓷"],"champion":["制造业单项冠军","单项冠军","隐形冠军"],"change":["修改","变更","换了","改","更换","更改"],"change_card":["换卡","换银行卡","更换卡","更换银行卡"],"chemical_hand":["中控操作","化工操作员","化工操作工"],"clean_production":["清洁化改造","清洁生产","清洁生产审核"],"cleaner":["保洁","保洁员","清洁工"],"clerk":["办公文员","文员","文秘","行政文员"],"cloud":["上云","云化","云平台","云服务","云端","云计算"],"coal":["原煤","煤炭"],"coal_miner":["井下工","矿工","采煤工"],"coating":["涂层","表面涂层","镀层"],"coking":["冶金焦","焦化","焦炭"],"cold_chain":["冷藏运输","冷链","冷链物流","冷链运输"],"commercial_bill":["商业承兑汇票","商承","商票"],"composite":["复合材料","复材"],"concrete":["商品混凝土","商砼","混凝土","砼","预拌混凝土"],"contract_making":["oem","代加工","外协加工","委外加工","来料加工","贴牌"],"conveyors":["传送带","皮带机","输送带","输送机"],"cook":["厨工","厨师","炊事员"],"corporate_account":["公户","对公户","对公账户"],"corrosion":["耐腐蚀","腐蚀","防腐","防腐蚀"],"cpp":["c++","cpp"],"crack":["开裂","裂纹","裂缝"],"crane_driver":["天车工","行车工","起重工"],"cranes":["吊车","天车","航吊","行车","起重机"],"credit_card":["信用卡","贷记卡"],"credit_record":["信用记录","征信","征信报告","征信记录"],"credit_repair":["信用修复","失信修复","移出失信名单"],"crm":["crm","客户关系管理","客户管理系统"],"crop_insurance":["农业保险","农险"],"cross_border":["海外电商","跨境电商","跨境电子商务"],"crushed_stone":["石子","碎石"],"crystal":["晶体生长","长晶"],"currency_exchange":["售汇","结售汇","结汇","购汇"],"currency_hedge":["汇率套保","汇率避险","远期结售汇","锁汇"],"customer_service":["售后客服","客户服务","客服","客服专员"],"dark_factory":["无人工厂","无人车间","黑灯工厂"],"data_platform":["数据中台","数据平台"],"data_security":["信息安全","数据安全","网络安全"],"day_rate":["日利率","日息"],"dcs":["dcs","集散控制","集散控制系统"],"deduct":["代扣","划扣","扣款","扣费","扣钱","自动扣款"],"deep_learning":["深度学习","深度神经网络"],"defect_detection":["瑕疵检测","缺陷检测","缺陷识别"],"designer":["平面设计","平面设计师","美工"],"desulphurisation":["烟气脱硫","脱硫","除硫"],"diagnosis":["数字化咨询","数字化诊断","诊断咨询","转型诊断"],"die_castings":["压铸件","压铸铝件","铝压铸"],"digital_change":["数字化","数字化改造","数字化转型","数改","智改数转"],"digital_twin":["孪生","数字双胞胎","数字孪生"],"disbursement":["下款","发放贷款","放款","放贷"],"discount":["商票贴现","票据变现","票据贴现","贴现","银票贴现"],"dispatch":["劳务派遣","派遣工","派遣用工"],"distribution":["代理商","分销","渠道商","经销","经销商"],"driver":["司机","货车司机","驾驶员"],"drone":["无人机","无人飞行器"],"due_day":["还款日","还款日期","还款时间"],"dust_removal":["布袋除尘","收尘","粉尘治理","除尘"],"e_invoice":["全电发票","数电发票","数电票","电子发票"],"e_signature":["电子印章","电子合同","电子签名","电子签章"],"each_day":["按天","按日","每天","每日"],"each_month":["按月","每个月","每月"],"eam":["eam","设备管理系统","设备资产管理"],"edge":["工业网关","边缘网关","边缘计算"],"eggs":["禽蛋","鲜蛋","鸡蛋"],"electrical_engineer":["电气工程师","电气设计"],"ems":["ems","能源管控","能源管理系统","能耗监测","能耗管理"],"energy_review":["能耗评估","能评","节能审查"],"energy_saving":["节能","节能降耗","降耗"],"environmental_review":["环境影响评价","环评","环评批复"],"equipment":["技改","技术改造","机器","机械设备","生产线","设备","设备更新"],"equipment_cloud":["机床联网","设备上云","设备数采"],"equipment_loan":["技改贷","设备按揭","设备购置贷款","设备贷","设备贷款"],"equipment_mortgage":["动产抵押","机器设备抵押","设备抵押","设备抵押贷款"],"equity_finance":["股权投资","股权融资"],"equity_pledge":["股权出质","股权质押","股权质押贷款"],"expert":["技术专家","科技副总","科技特派员"],"expert_station":["专家工作站","博士后工作站","院士工作站"],"export_insurance":["出口信保","出口信用保险","短期出口信用险"],"export_rebate":["出口退(免)税","出口退免税","出口退税"],"export_rebate_loan":["出口退税账户质押","出口退税质押","出口退税贷","退税贷"],"exports":["出口","外贸出口","外销"],"extension":["宽限","展期","延后","延期","延期还本付息","延期还款","延期还贷","延迟","推迟","贷款延期"],"factory_loan":["厂房按揭","厂房按揭贷款","厂房贷","标准厂房按揭","购厂贷"],"factory_network":["内网改造","厂区网络","工业以太网","工业网络"],"failed":["不成功","失败","未成功","没成功"],"farm_animals":["养殖","畜牧","畜禽养殖"],"farm_loan":["农户贷","农户贷款","农贷","惠农贷","支农贷款","涉农贷款"],"farm_machines":["农业机械","农机","农机具"],"fasteners":["标准件","紧固件","螺丝","螺钉"],"fault_diagnosis":["故障检测","故障诊断","故障预测"],"fee":["手续费","服务费"],"fertilizer":["化肥","复合肥","有机肥","肥料"],"finance_system":["财务系统","财务软件"],"firewall":["边界防护","防火墙"],"first_loan":["无贷户","首次贷款","首贷","首贷户"],"first_set":["首台(套)","首台套","首批次","首版次"],"flaw_detection":["探伤","无损探伤","无损检测"],"flour":["专用粉","小麦粉","面粉"],"flue_gas":["尾气","废气","废气治理","烟气","脱硫脱硝"],"fly_ash":["火电灰","煤灰","粉煤灰"],"forgings":["锻件","锻打件","锻造件"],"forklift_driver":["叉车司机","叉车工","叉车驾驶员"],"forklifts":["叉车","搬运车","电动叉车"],"gangue":["煤矸","煤矸石","矸石"],"garments":["成衣","服装"],"golang":["golang","go语言"],"graduates":["应届毕业生","应届生","高校毕业生"],"graphite":["石墨件","石墨制品"],"green_factory":["绿色制造","绿色工厂"],"green_loan":["环保贷","碳减排贷款","绿色信贷","绿色贷","绿色贷款"],"grinder":["打磨工","抛光工"],"guard":["保安","安保","门卫"],"hair_goods":["假发","发制品","档发"],"hazardous_waste":["危废","危险废弃物","危险废物"],"herbs":["中药材","中药饮片","药材"],"hi_tech_firm":["高企","高企认定","高新企业","高新技术企业"],"hiring_subsidy":["一次性扩岗","吸纳就业补贴","扩岗补助","社会保险补贴","社保补贴"],"hourly":["小时工","钟点工"],"hr_staff":["hr","人事","人事专员","人力资源"],"hr_system":["hrm","人事系统","人力系统","人力资源系统"],"hydrogen":["工业氢","氢气","高纯氢"],"identification":["二级节点","工业标识","标识解析"],"identity":["实名","实名认证","身份认证","身份验证"],"image_recognition":["图像分析","图像处理"],"incubator":["众创空间","孵化器","孵化基地"],"individual_to_firm":["个体转企业","个转企","转型升级为企业"],"industrial_gas":["工业气体","工业用气","瓶装气"],"industrial_internet":["iiot","iot","工业互联网","物联网","设备物联","设备联网"],"inspector":["品检","检验员","质检","质检员"],"insulation":["保温材料","保温板","岩棉板","挤塑板"],"interest":["利息","利钱","息费"],"interest_first":["先息后本","到期一次还本","按月付息到期还本"],"interest_subsidy":["利息补贴","财政贴息","贴息","贷款贴息"],"internship":["实习","实习生","见习","顶岗实习"],"inventory_pledge":["仓单质押","动产质押","存货融资","存货质押","货押"],"investment_promotion":["引资","招商","招商引资"],"invoice_loan":["发票贷","增值税发票贷","开票贷"],"ip_pledge":["专利权质押","专利质押","专利贷","商标质押","知识产权质押","知识产权贷款"],"javascript":["javascript","js"],"job_fair":["专场招聘","双选会","招聘会"],"job_outsourcing":["劳务外包","岗位外包","服务外包"],"joint_lab":["共建实验室","共建研发平台","校企实验室","联合实验室"],"lab_hand":["分析工","化验","化验员"],"labor_exchange":["余缺调剂","共享用工","员工共享","用工调剂"],"land_rights_mortgage":["农地抵押","土地承包经营权抵押","土地经营权抵押","承包地抵押"],"land_use":["土地指标","工业用地","建设用地","用地"],"large_model":["大模型","大语言模型","生成式ai"],"lathe":["cnc","数控","数控机床","数控车床","车工"],"lathe_hand":["普车","普车工","车床工"],"leasing":["售后回租","回租","直租","融租","融资租赁"],"least":["最低","最小","最少"],"level_protection":["等保","等保三级","等保二级","等保测评","等级保护"],"licensing":["专利许可","实施许可","技术许可","许可使用"],"limit":["信用额度","可用额度","限额","额度"],"live_commerce":["电商直播","直播电商"],"live_seller":["主播","带货主播","直播带货"],"livestock_loan":["养殖贷","活体抵押","活体贷","活畜抵押","畜禽活体抵押"],"loader":["搬运工","装卸","装卸工"],"loan":["借款","借贷","借钱","贷款"],"localisation":["国产化","国产替代","进口替代"],"log_in":["登入","登录","登陆"],"logistics":["仓储物流","物流","货物运输","货运","配送"],"low_code":["低代码","低代码平台","零代码"],"machine_vision":["机器视觉","视觉检测","视觉识别"],"maintenance":["机修","机修工","维修工","设备维修"],"maturity_model":["成熟度评价","成熟度评估"],"me":["我","我的","本人","自己"],"mechanical_engineer":["机械工程师","机械设计","机械设计师"],"membrane":["分离膜","膜分离"],"merchant_loan":["个体工商户贷款","个体户贷款","商户经营贷","商户贷"],"merger_loan":["并购融资","并购贷","并购贷款"],"mes_erp":["erp","mes","企业资源计划","信息化系统","制造执行系统","生产管理系统"],"miller":["铣工","铣床工"],"mining_support":["支护材料","矿山支护","矿用支护"],"missed_call":["挂了","挂掉","挂断","未接","未接到","没听到","没接","没接到","没接通","没有接到","漏接","错过","错过了"],"most":["最多","最大","最高"],"motors":["电动机","电机","马达"],"moulding_hand":["注塑工","注塑机操作工"],"moulds":["冲压模具","模具","模架","注塑模具"],"mushrooms":["菇类","菌菇","食用菌"],"natural_gas":["天然气","燃气","管道燃气"],"noodles":["挂面","面条"],"not_have":["无","未","没","没有"],"now":["如今","当前","现在","目前"],"oa":["oa","办公系统","办公自动化","协同办公"],"online_marketing":["线上推广","网络推广","网络营销"],"online_shop":["电商","电子商务","线上销售","网上商城","网店"],"open_account":["开户","开立账户"],"open_call":["张榜招贤","揭榜","揭榜挂帅"],"order_class":["冠名班","定向培养","校企合作班","订单班"],"order_finance":["合同融资","合同贷","订单融资","订单质押","订单贷"],"other_person":["他人","其他人","别人"],"overdue":["拖欠","欠款未还","逾期","逾期未还"],"packaging":["包材","包装材料","包装盒","瓦楞纸箱","纸箱"],"packer":["包装员","包装工","打包工"],"paint":["油漆","涂料","漆料"],"pallets":["卡板","托盘","木托盘","栈板"],"park_platform":["园区平台","园区管理平台","智慧园区"],"part_time":["兼职","零工"],"password":["口令","密码"],"payroll_service":["代发工资","代发薪","工资代发"],"pcb":["pcb","印制电路板","电路板","线路板"],"penalty":["滞纳金","罚息","违约金"],"permit":["行政许可","许可证"],"pesticide":["农用药剂","农药"],"phone_number":["手机号","手机号码","电话号码","联系电话"],"piecework":["多劳多得","计件","计件工资"],"pilot_scale":["中试","中试基地","中试放大","放大试验"],"planting":["栽培","种植"],"plastic_bags":["吨袋","塑编袋","编织袋"],"plastic_parts":["塑料件","塑料制品","注塑产品","注塑件"],"plc":["plc","可编程控制器","工控系统"],"plm":["pdm","plm","产品生命周期"],"policy_subsidy":["专项资金","奖励","奖补","奖补资金","补助","补贴","资金扶持","资金支持"],"polysilicon":["多晶硅","太阳能级硅","硅料"],"pork":["冷鲜肉","猪肉"],"powder_metal":["粉冶","粉末冶金","金属粉末"],"power_price":["优惠电价","电价优惠","电费补贴"],"press_hand":["冲压工","冲床工","压力机工"],"principal":["本金","本钱"],"private_5g":["5g专网","5g内网","5g工业专网","企业专网"],"process_engineer":["工艺员","工艺工程师","工艺技术员"],"programmer":["程序员","软件工程师","软件开发工程师"],"project_loan":["固定资产贷款","固贷","项目贷","项目贷款"],"proof":["凭证","证明"],"protective_gear":["劳保","劳保用品","劳动防护用品","防护用品"],"purification":["提纯","精制","纯化"],"pv_glass":["光伏玻璃","太阳能玻璃","超白压花玻璃"],"pv_module":["光伏板","光伏组件","太阳能板","太阳能电池板","太阳能组件"],"qms":["qms","质量管理系统"],"qualify":["准入条件","资格"],"raise_limit":["增加额度","提升额度","提额","提高额度","涨额度"],"rd_outsourcing":["合作研发","委托开发","委托研发","技术攻关","技术难题","联合攻关","联合研发"],"rd_spend":["研发投入","研发经费","研发费用"],"rd_subsidy":["研发奖补","研发投入补助","研发补助","研发费用补助"],"real_estate_cert":["不动产抵押","不动产证","产权证","厂房抵押","土地证","房产抵押","房产证","房地产抵押"],"receivables":["保理","应收款","应收账款","应收账款融资","应收账款质押","账款质押"],"receive":["接到","收到"],"recruit_operator":["一线工人","产线工人","作业员","操作工","普工","流水线工人","生产工人"],"recruiting":["招人","招募","招工","招聘","用人","用工"],"reducers":["减速器","减速机","齿轮箱"],"refund":["返还","退回","退款","退还"],"remote_maintenance":["远程维护","远程运维"],"renewal":["借新还旧","无还本续贷","续贷","转续贷","还旧借新"],"rent_relief":["免租","减免租金","房租减免","租金减免"],"repay":["偿还","归还","还款","还贷","还钱"],"repay_early":["提前结清","提前还","提前还款","提前还清","提前还贷"],"review":["审批","审查","审核"],"revolving":["循环授信","循环贷","循环额度","随借随还","随用随还"],"robot_arm":["机械手","机械臂"],"rpa":["rpa","流程机器人","流程自动化"],"rubber_parts":["橡塑件","橡胶件","橡胶制品"],"safety_officer":["安全专员","安全员","安全管理员"],"safety_production":["安全生产许可","安全生产许可证","安全许可"],"sales_manager":["业务经理","营销经理","销售经理"],"sales_staff":["业务员","销售专员","销售代表","销售员"],"scada":["scada","组态","组态软件"],"scaffold":["盘扣架","脚手架","钢管架"],"scrap":["废旧钢铁","废钢","废钢铁"],"seals":["密封件","密封圈","油封"],"seasonal":["季节工","季节性用工","旺季用工"],"seeds":["种子","良种"],"self_employed":["个体工商户","个体户","个体经营者"],"sensor":["传感元件","传感器"],"server":["云主机","云服务器"],"settled":["结清","还完","还清"],"sewing_hand":["平车工","缝制工","缝纫工","车位工"],"sheet_steel":["彩涂板","镀锌卷","镀锌板","镀锌钢板"],"silane":["甲硅烷","电子级硅烷","电子级硅烷气","硅烷","硅烷气"],"simulation":["仿真","数值模拟","模拟仿真"],"small_firm":["中小微企业","小型微利企业","小微","小微企业"],"small_firm_loan":["小微企业贷款","小微贷","普惠小微","普惠贷","普惠贷款"],"smart_factory":["数字化车间","数字工厂","智能制造","智能工厂","智能车间"],"social_insurance":["五险","五险一金","社会保险","社保"],"soil_repair":["土壤修复","土壤治理","污染土壤"],"solid_waste":["固体废弃物","固体废物","固废","工业固废"],"spinner":["挡车工","纺织工","细纱工"],"srm":["srm","供应商协同","供应商管理系统"],"stable_jobs":["失业保险返还","稳岗","稳岗补贴","稳岗返还"],"standard":["制定标准","标准制修订","标准制定"],"startup":["创业","创办企业","初创"],"startup_loan":["创业担保贷","创业担保贷款","创业贷","创业贷款"],"steel":["建筑钢材","钢材","钢铁材料"],"steel_bar":["带肋钢筋","盘螺","螺纹钢","钢筋"],"steel_plate":["中厚板","厚板","钢板"],"steel_structure":["钢构","钢结构","钢结构厂房"],"step_up":["入规","升规","升规纳统","小升规","首次入规"],"store_running":["代运营","店铺运营","网店代运营"],"straw":["农作物秸秆","秸秆","麦秸"],"supply_chain_finance":["供应链融资","供应链贷","供应链金融","链贷"],"sweet_potato":["地瓜","甘薯","番薯","红薯"],"switchgear":["开关柜","成套电气","配电柜","配电箱"],"syndicate":["联合贷款","银团","银团贷款"],"system_says":["提示","显示"],"talent":["人才引进","人才招引","引才","引进人才"],"tall_store":["智能仓储","立体仓库","立体库","自动化仓库"],"tax_loan":["以税定贷","税务贷","税易贷","纳税贷","银税互动","银税贷"],"tax_relief":["免税","减税","税收优惠","税收减免","税费减免"],"team_head":["班组长","班长","线长","组长"],"tech_loan":["科创贷","科技信贷","科技型企业贷款","科技贷"],"tech_sme":["科小","科技中小企业","科技型中小企业"],"technician":["技工","技师","技术工人","高级工"],"temporary":["临时工","临时用工","短期工"],"tender_loan":["中标贷","中标贷款","政府采购合同融资","政府采购贷","政采贷"],"tester":["测试员","测试工程师","软件测试"],"textile":["坯布","布料","纺织品","织布","面料"],"three_shifts":["三班倒","三班制","四班三运转"],"tms":["tms","运输管理系统"],"tobacco":["烟叶","烤烟"],"traceability":["可追溯","溯源","质量追溯","追溯"],"trade_fair":["博览会","参展","展会","展览会"],"trade_finance":["押汇","贸易融资","进出口押汇"],"training_subsidy":["培训补贴","技能提升补贴","职业培训补贴"],"transfer":["专利转让","成果转化","成果转让","技术转移","技术转让"],"transfer_money":["打款","汇款","转帐","转账"],"transformers":["变压器","箱变","箱式变电站","配电变压器"],"two_fusions":["两化融合","两化融合贯标","贯标"],"unmet":["不够格","不满足","不符合","不达标","未满足","没达到","达不到"],"unsecured":["信用贷","信用贷款","免抵押","免担保","无抵押","无担保","纯信用"],"utility_loan":["用电贷","电力贷","电费贷"],"valves":["工业阀门","阀类","阀门"],"vanished":["不见了","没了","消失","消失了"],"venture":["创投","天使投资","风险投资"],"verify_code":["动态码","校验码","短信验证码","验证码"],"vermicelli":["粉丝","粉条","红薯粉条"],"video_surveillance":["安防监控","监控摄像头","视频监控"],"visual_inspection":["ai质检","智能质检","机器质检","视觉质检"],"voc":["voc","vocs","挥发性有机物","有机废气"],"vocational_school":["技工学校","技校","职业学校","职业院校","职校"],"wage":["工资","月薪","薪资","薪酬"],"warehouse":["仓库保管","仓库管理员","仓管","仓管员","库管"],"waste_heat":["余热利用","余热发电","余热回收"],"wastewater":["废水","废水处理","污水","污水处理"],"waterproof":["防水卷材","防水材料","防水涂料"],"wealth":["理财","理财产品","财富管理"],"wear":["抗磨","磨损","耐磨"],"website":["企业网站","官网","建站","网站建设"],"welder":["二保焊工","氩弧焊工","焊工","焊接工","电焊工"],"wheat":["优质小麦","小麦","强筋小麦","麦子"],"withdraw_cash":["取出","取出来","取款","取现","取钱","提出来","提取","提现"],"wms":["wms","仓储管理系统","仓储系统","仓库管理系统","仓库系统"],"working_capital":["周转款","周转资金","流动资金","流贷","经营周转","资金周转"],"workshop_head":["生产主管","生产经理","车间主任"],"workwear":["厂服","工作服","工装"],"yarn":["成品纱","纱线","纺纱"]},"version":"2026-1"},"n":3,"pivot":10349,"settings":{"character_weight":150,"concept_weight":3,"stop_words":"贷款 银行 产品 办理 申请"},"terms_by_df":{"1":["#equipment","#working_capital","c:倒","c:倒贷","c:备","c:备更","c:急","c:急需","c:改","c:改造","c:新","c:新改","c:更","c:更新","c:桥","c:桥周","c:设","c:设备","c:贷资","c:贷过","c:资","c:资金","c:转贷","c:过","c:过桥","c:造","c:金","c:金周","c:需","c:需倒","w:倒贷","w:周转","w:急需","w:改造","w:设备更新","w:资金周转","w:转贷","w:过桥"],"2":["#bridge","#loan","c:周","c:周转","c:贷","c:转"]}}');
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
INSERT INTO "outbox" VALUES('b01',1,13,'lead.delivered','n1','18299a6e082c8e51');
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
	PRIMARY KEY (since)
);
INSERT INTO "party" VALUES(1,NULL,'e001','91411025MA3X00000N','襄城县恒丰食品机械有限公司','active','{"above_scale":null,"industry":"C3531","key_enterprise":false,"region":"411025","roles":["enterprise"],"scale":null,"title":"襄城县恒丰食品机械有限公司","uscc":"91411025MA3X00000N"}','','xiangchengxianhengfengshipinjixieyouxiangongsi xcxhfspjxyxgs');
INSERT INTO "party" VALUES(2,NULL,'b01',NULL,'襄城农村商业银行','active','{"above_scale":null,"industry":null,"key_enterprise":false,"region":"411025","roles":["bank"],"scale":null,"title":"襄城农村商业银行","uscc":null}','','xiangchengnongcunshangyeyinhang xcncsyyh');
CREATE TABLE password (
	user VARCHAR(64) NOT NULL, 
	hash TEXT NOT NULL, 
	must_change INTEGER NOT NULL, 
	failures INTEGER NOT NULL, 
	locked_until BIGINT NOT NULL, 
	PRIMARY KEY (user)
);
INSERT INTO "password" VALUES('wang','$argon2id$v=19$m=19456,t=2,p=1$REKwPHVL2Y8quV1tWwaZSw$jlqQbRqyT98f6+DQuBzqqaEzYRUNgh/2JbP0vrni6uA',1,0,0);
INSERT INTO "password" VALUES('li','$argon2id$v=19$m=19456,t=2,p=1$p69EL6H8HK4AUdyjO7/7qw$2xVbxUtFQ3qkVNcVNcdySMbfyiGh0/chRRgFAQtCJGM',0,0,0);
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
	PRIMARY KEY (since), 
	UNIQUE (side, id, since)
);
INSERT INTO "posting" VALUES(3,4,'need','n1','e001','bank','draft',1,'申请倒贷资金三百万元','2026-04-30','{"track":"bank","title":"申请倒贷资金三百万元","text":"原贷款即将到期，需要短期倒贷周转资金，续贷已获银行同意。","regions":["411025"],"industries":["C35"],"valid_from":"2026-03-01","valid_through":"2026-04-30","visibility":"matched_only","terms":{"kind":"bank.need","amount_fen":300000000,"tenor_days":180,"purpose":null,"collateral_kinds":null,"max_rate_bp":null,"needed_by":null,"existing_loan_due_on":null,"existing_bank":null}}');
INSERT INTO "posting" VALUES(4,5,'need','n1','e001','bank','submitted',1,'申请倒贷资金三百万元','2026-04-30','{"track":"bank","title":"申请倒贷资金三百万元","text":"原贷款即将到期，需要短期倒贷周转资金，续贷已获银行同意。","regions":["411025"],"industries":["C35"],"valid_from":"2026-03-01","valid_through":"2026-04-30","visibility":"matched_only","terms":{"kind":"bank.need","amount_fen":300000000,"tenor_days":180,"purpose":null,"collateral_kinds":null,"max_rate_bp":null,"needed_by":null,"existing_loan_due_on":null,"existing_bank":null}}');
INSERT INTO "posting" VALUES(5,NULL,'need','n1','e001','bank','published',1,'申请倒贷资金三百万元','2026-04-30','{"track":"bank","title":"申请倒贷资金三百万元","text":"原贷款即将到期，需要短期倒贷周转资金，续贷已获银行同意。","regions":["411025"],"industries":["C35"],"valid_from":"2026-03-01","valid_through":"2026-04-30","visibility":"matched_only","terms":{"kind":"bank.need","amount_fen":300000000,"tenor_days":180,"purpose":null,"collateral_kinds":null,"max_rate_bp":null,"needed_by":null,"existing_loan_due_on":null,"existing_bank":null}}');
INSERT INTO "posting" VALUES(6,7,'offering','o1','b01','bank','draft',1,'转贷周转贷','2026-04-30','{"track":"bank","title":"转贷周转贷","text":"为贷款到期企业提供过桥资金，手续简便，随借随还，帮助企业续贷。","regions":["411025"],"industries":[],"valid_from":"2026-03-01","valid_through":"2026-04-30","visibility":"matched_only","terms":{"kind":"bank.offering","amount_min_fen":50000000,"amount_max_fen":1000000000,"tenor_min_days":null,"tenor_max_days":365,"purposes":null,"collateral_kinds":null,"rate_from_bp":null,"capacity":null}}');
INSERT INTO "posting" VALUES(7,8,'offering','o1','b01','bank','submitted',1,'转贷周转贷','2026-04-30','{"track":"bank","title":"转贷周转贷","text":"为贷款到期企业提供过桥资金，手续简便，随借随还，帮助企业续贷。","regions":["411025"],"industries":[],"valid_from":"2026-03-01","valid_through":"2026-04-30","visibility":"matched_only","terms":{"kind":"bank.offering","amount_min_fen":50000000,"amount_max_fen":1000000000,"tenor_min_days":null,"tenor_max_days":365,"purposes":null,"collateral_kinds":null,"rate_from_bp":null,"capacity":null}}');
INSERT INTO "posting" VALUES(8,NULL,'offering','o1','b01','bank','published',1,'转贷周转贷','2026-04-30','{"track":"bank","title":"转贷周转贷","text":"为贷款到期企业提供过桥资金，手续简便，随借随还，帮助企业续贷。","regions":["411025"],"industries":[],"valid_from":"2026-03-01","valid_through":"2026-04-30","visibility":"matched_only","terms":{"kind":"bank.offering","amount_min_fen":50000000,"amount_max_fen":1000000000,"tenor_min_days":null,"tenor_max_days":365,"purposes":null,"collateral_kinds":null,"rate_from_bp":null,"capacity":null}}');
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
INSERT INTO "proposal" VALUES('15ce81f401e95cf1','bank','n1',1,'e001','申请倒贷资金三百万元','o1',1,'b01','转贷周转贷',361944796,337087,361944796,1,1,'b248143ceb84dbd6b705efd70d315ea7c7489c03caa543a6cd5d586876a4bd7f','{}');
CREATE TABLE seal (
	position INTEGER NOT NULL, 
	at VARCHAR(32) NOT NULL, 
	hash BLOB NOT NULL, 
	PRIMARY KEY (position)
);
INSERT INTO "seal" VALUES(1,'2026-03-02T04:01:00.000000+00:00',X'9AA4F507540FFF31676C82273E7B5C69F52ADA08F101005BC952D70B7B7E4183');
INSERT INTO "seal" VALUES(2,'2026-03-02T04:02:00.000000+00:00',X'93DBCD405D9F6E89C08B24313C0977EB9C10FAB3477A58418C50985E34FEC771');
INSERT INTO "seal" VALUES(3,'2026-03-02T04:03:00.000000+00:00',X'A42CB8A995116C965F848DE0D4DEA6944AF447EF15490818EBEC8BD39606D6C1');
INSERT INTO "seal" VALUES(4,'2026-03-02T04:04:00.000000+00:00',X'799F6ED7BE5C507225B5C437375E73F5185BA40E3EBB521A9219C6406E8E0912');
INSERT INTO "seal" VALUES(5,'2026-03-02T04:05:00.000000+00:00',X'5275DA1FF4FFA9BDC42DC196B42F441EC9532C96BB4647CEC5862436F0BFFD13');
INSERT INTO "seal" VALUES(6,'2026-03-02T04:06:00.000000+00:00',X'DFCE42D0EABABD56E52B8861B1061010202F3CFC8E79175D80A508AA480A7CFA');
INSERT INTO "seal" VALUES(7,'2026-03-02T04:07:00.000000+00:00',X'816993EA96E5344954B0D00941C4EC04BA8150B9AEA93F7B349BDE6E77523213');
INSERT INTO "seal" VALUES(8,'2026-03-02T04:08:00.000000+00:00',X'6BA5F0410A369FD9883439A2BB6D8CCEB3F994649EE974F4E074467EE54E46B7');
INSERT INTO "seal" VALUES(9,'2026-03-02T04:09:00.000000+00:00',X'91E70C3ABAF40FD64BC991986B06000ECC9DF3FE0D00A699BE513ED08D2FD05C');
INSERT INTO "seal" VALUES(10,'2026-03-02T04:10:00.000000+00:00',X'3DD29E4A752ED8A0AA85DA52B140D4A7DCA9D94793891DA9FD84B08F88E127A4');
INSERT INTO "seal" VALUES(11,'2026-03-02T04:11:00.000000+00:00',X'983B4D1FD2FF1A8A46C62ACCCAB8B304AD3C78DD4965F79CD7AE022270E72777');
INSERT INTO "seal" VALUES(12,'2026-03-02T04:12:00.000000+00:00',X'6C715CFFEF0CA62E210F318569C3CA1E070C911DE040A1019D2524B35AF034D2');
INSERT INTO "seal" VALUES(13,'2026-03-02T04:13:00.000000+00:00',X'C5188DB6EF82A3D95D7D75724815D501B3428D56DDCDDCCAC8F2030EC6D5C3B2');
INSERT INTO "seal" VALUES(14,'2026-12-01T16:30:19.105442+00:00',X'EA5F1144550605689B8EEFD74C4A2F486695D058AE4DC36A675B3668B3D768DD');
INSERT INTO "seal" VALUES(15,'2026-12-01T16:30:19.196562+00:00',X'60D611C044D383D14340180EBAF187F1EF7E54B9885FF5AA0BECFC2CC2FADD1B');
INSERT INTO "seal" VALUES(16,'2026-12-01T16:30:19.240234+00:00',X'2A3B61BAF2C509262144795665AEBF183498812446D120F0E15941FC0F6AFC2B');
INSERT INTO "seal" VALUES(17,'2026-12-01T16:30:19.240234+00:00',X'04DCC8B2BA4F9536578E6A92E6CA0B33FE848A7EF2484D37437F36ED39259E3A');
INSERT INTO "seal" VALUES(18,'2026-12-01T16:30:19.489135+00:00',X'5AA977F232CC2B70D3ADC5D9710B4DE3F8E5BAA25DAB7C8B2440A1EFB26BB411');
INSERT INTO "seal" VALUES(19,'2026-12-01T16:30:19.619910+00:00',X'0048438B15B93A6C1BB85A5F6EA3A3E49D1794D1C860ECEF9A49DF78A57BF94E');
INSERT INTO "seal" VALUES(20,'2026-12-01T16:30:19.760361+00:00',X'DE604D1135A5D772D33AC1CE5500585291DFAC2387EA9C5B76A2A003E07AC25D');
INSERT INTO "seal" VALUES(21,'2026-12-01T16:30:19.845962+00:00',X'94A44AC7C87831FFBE852A357531F36633069888CE68783E6386B7365A281B1D');
CREATE TABLE session (
	digest VARCHAR(64) NOT NULL, 
	user VARCHAR(64) NOT NULL, 
	csrf VARCHAR(64) NOT NULL, 
	began BIGINT NOT NULL, 
	seen BIGINT NOT NULL, 
	ends BIGINT NOT NULL, 
	PRIMARY KEY (digest)
);
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
CREATE TABLE users (
	since INTEGER NOT NULL, 
	until INTEGER, 
	id VARCHAR(64) NOT NULL, 
	status VARCHAR(10) NOT NULL, 
	duty TEXT NOT NULL, 
	person TEXT NOT NULL, 
	PRIMARY KEY (since)
);
INSERT INTO "users" VALUES(14,NULL,'wang','active','{"party":null,"role":"admin","supports":[]}','{"subject":"person-wang","value":"王小明"}');
INSERT INTO "users" VALUES(19,NULL,'li','active','{"party":null,"role":"organizer","supports":[]}','{"subject":"person-li","value":"李四海"}');
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
CREATE INDEX ix_party_id ON party (id);
CREATE INDEX ix_party_uscc ON party (uscc);
CREATE INDEX posting_by_id ON posting (id, side, since);
CREATE INDEX posting_standing ON posting (id, side) WHERE until IS NULL;
CREATE INDEX ix_posting_track ON posting (track);
CREATE INDEX posting_over ON posting (until) WHERE until IS NOT NULL;
CREATE INDEX ix_posting_party ON posting (party);
CREATE INDEX posting_submitted ON posting (until) WHERE status = 'submitted';
CREATE INDEX ix_decision_id ON decision (id);
CREATE INDEX ix_decision_need ON decision (need);
CREATE INDEX decision_over ON decision (until) WHERE until IS NOT NULL;
CREATE INDEX ix_decision_offering ON decision (offering);
CREATE INDEX ix_consent_until ON consent (until);
CREATE INDEX ix_consent_receiver ON consent (receiver);
CREATE INDEX consent_of ON consent (need, receiver);
CREATE INDEX ix_lead_status ON lead (status);
CREATE INDEX lead_over ON lead (until) WHERE until IS NOT NULL;
CREATE INDEX ix_lead_need ON lead (need);
CREATE INDEX ix_lead_enterprise ON lead (enterprise);
CREATE INDEX ix_lead_id ON lead (id);
CREATE INDEX ix_lead_receiver ON lead (receiver);
CREATE INDEX funnel_reached_in_order ON funnel_reached (stage, track, need);
CREATE INDEX ix_funnel_drawn_need ON funnel_drawn (need);
CREATE INDEX outbox_lead_of ON outbox_lead (receiver, need);
CREATE INDEX ix_users_until ON users (until);
CREATE INDEX ix_users_id ON users (id);
CREATE INDEX ix_access_keys_until ON access_keys (until);
CREATE INDEX ix_access_keys_party ON access_keys (party);
CREATE INDEX ix_access_keys_id ON access_keys (id);
CREATE INDEX ix_session_stood_id ON session_stood (id);
CREATE INDEX session_stood_over ON session_stood (until) WHERE until IS NOT NULL;
CREATE INDEX ix_counted_part ON counted (part);
CREATE INDEX counted_by_pair ON counted (party, partner);
CREATE INDEX counted_by_day ON counted (kind, day);
CREATE INDEX ix_proposal_offering_party ON proposal (offering_party);
CREATE INDEX ix_proposal_offering ON proposal (offering);
CREATE INDEX ix_proposal_track ON proposal (track);
CREATE INDEX ix_proposal_need ON proposal (need);
CREATE INDEX ix_proposal_need_party ON proposal (need_party);
CREATE INDEX ix_session_user ON session (user);
COMMIT;
