BEGIN TRANSACTION;
CREATE TABLE made (
	name VARCHAR(40) NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "made" VALUES('master','siv1:VC6uhTqDQE9+aE1XCaC67jOY5vIlUX4=');
INSERT INTO "made" VALUES('carried','done');
CREATE TABLE subject_erased (
	subject VARCHAR(80) NOT NULL, 
	part VARCHAR(10) NOT NULL, 
	position INTEGER NOT NULL, 
	PRIMARY KEY (subject, part)
);
INSERT INTO "subject_erased" VALUES('person-zhao','house',14);
CREATE TABLE subject_key (
	subject VARCHAR(80) NOT NULL, 
	wrapped TEXT NOT NULL, 
	made_on VARCHAR(10) NOT NULL, 
	PRIMARY KEY (subject)
);
INSERT INTO "subject_key" VALUES('person-1','siv1:/1fMS6fYkiAKSANrvLinKEfe5odGLhA1eD/elmw9C+rKVs1EUoEN5kLWprMI7LQiXWOQ4JdsXjh5VFdWeQ53p5yCnAR26iOJjDuO7iYvdSuj1gEEWdo7LVXhtN1k9htxDfEExphrrWg=','2026-03-02');
INSERT INTO "subject_key" VALUES('person-li','siv1:UI8Kk9kJjh2uJrnSw7+CryvOF8aBsB7bcEJ/K6O4zjtUX93wL2tVkX+a6kWM7k7WRLVDcRPfu3regP0dRyBMzY+opbGWhpxTCbaUiYAzyxRDbPRLZOA2odq4CaeNpr8xr+nwd3I4/iQ=','2026-03-02');
COMMIT;
