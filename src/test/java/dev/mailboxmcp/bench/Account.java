// SPDX-License-Identifier: MIT
package dev.mailboxmcp.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A mailbox and its password. */
record Account(String user, String password) {
    /** The accounts of two lists with commas between, as long as each other. */
    static List<Account> of(String users, String passwords) {
        String[] names = users.split(",", -1);
        String[] secrets = passwords.split(",", -1);
        if (names.length != secrets.length) {
            throw new IllegalArgumentException("bench.user and bench.password must have as many entries as each other");
        }
        List<Account> accounts = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            accounts.add(new Account(names[i].strip(), secrets[i].strip()));
        }
        return accounts;
    }

    /** One a line: user, blank, password. */
    static List<Account> read(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(line -> line.split("\\s+", 2))
                .map(words -> new Account(words[0], words.length < 2 ? "" : words[1]))
                .toList();
    }

    @Override
    public String toString() {
        return user;
    }
}
