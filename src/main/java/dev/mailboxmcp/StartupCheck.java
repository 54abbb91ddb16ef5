// SPDX-License-Identifier: MIT
package dev.mailboxmcp;

import dev.mailboxmcp.health.MailLibrary;
import dev.mailboxmcp.settings.Settings;
import dev.mailboxmcp.tool.McpTool;
import dev.mailboxmcp.tool.Tool;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.BeforeShutdown;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.WithAnnotations;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads the whole configuration while the application is deployed, and stops the deployment with one readable line that
 * names everything wrong. A CDI extension, since that is the only place where all servers refuse an application without
 * pages of stack traces.
 */
public class StartupCheck implements Extension {
    private static final System.Logger LOGGER = System.getLogger(StartupCheck.class.getName());

    private final Set<String> tools = new HashSet<>();

    void note(@Observes @WithAnnotations(McpTool.class) ProcessAnnotatedType<? extends Tool<?, ?>> type) {
        McpTool tool = type.getAnnotatedType().getAnnotation(McpTool.class);
        if (tool != null) {
            tools.add(tool.name());
        }
    }

    void check(@Observes AfterDeploymentValidation event) {
        Settings settings = Configuration.fromMicroProfile();
        Configuration configuration = Configuration.read(settings, tools);
        Logging.apply(configuration == null ? LogThreshold.INFO : configuration.logLevel());
        settings.warnings().forEach(warning -> LOGGER.log(Level.WARNING, warning));
        MailLibrary library = MailLibrary.loaded();
        if (!library.isSafe()) {
            LOGGER.log(Level.ERROR, library.problem());
        }
        if (!settings.problems().isEmpty()) {
            event.addDeploymentProblem(new RefusedConfiguration(Configuration.refusal(settings.problems())));
            if (Configuration.exitsIfNotServing(settings)) {
                ProcessEnd.with(ProcessEnd.WRONG_CONFIGURATION);
            }
        }
    }

    void leave(@Observes BeforeShutdown event) {
        Logging.reset();
    }

    /** Prints as its message: servers print the stack of a deployment problem, which here would tell nothing. */
    static final class RefusedConfiguration extends DeploymentException {
        private static final long serialVersionUID = 1L;

        RefusedConfiguration(String message) {
            super(message);
        }

        @Override
        public synchronized Throwable fillInStackTrace() {
            setStackTrace(new StackTraceElement[0]);
            return this;
        }

        @Override
        @SuppressWarnings("OverrideThrowableToString") // without the class name in front
        public String toString() {
            return String.valueOf(getMessage());
        }
    }
}
