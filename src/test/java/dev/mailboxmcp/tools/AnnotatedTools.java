// SPDX-License-Identifier: MIT
package dev.mailboxmcp.tools;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.mailboxmcp.Assembly;
import dev.mailboxmcp.tool.McpTool;
import dev.mailboxmcp.tool.Tool;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every class of the product that is annotated as a tool, found by scanning as CDI does, and made with what it injects. */
final class AnnotatedTools {
    private static final String FOUND = "mailbox-mcp.tests.tools";
    private static final List<Class<?>> CLASSES = find();

    private AnnotatedTools() {}

    /** Tells a process of its own which they are: scanning takes longer than all else that a process of a test does. */
    static String option() {
        return "-D" + FOUND + "=" + CLASSES.stream().map(Class::getName).collect(Collectors.joining(","));
    }

    private static List<Class<?>> find() {
        String found = System.getProperty(FOUND);
        if (found != null) {
            return Arrays.stream(found.split(",", -1))
                    .<Class<?>>map(AnnotatedTools::named)
                    .toList();
        }
        return new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("dev.mailboxmcp").stream()
                        .filter(tool -> tool.isAnnotatedWith(McpTool.class))
                        .<Class<?>>map(tool -> tool.reflect())
                        .toList();
    }

    private static Class<?> named(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new LinkageError(name, e);
        }
    }

    static Stream<Tool<?, ?>> all(Assembly assembly) {
        return CLASSES.stream().map(type -> make(type, assembly));
    }

    private static Tool<?, ?> make(Class<?> type, Assembly assembly) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructors()[0];
            constructor.setAccessible(true);
            return (Tool<?, ?>) constructor.newInstance(Arrays.stream(constructor.getParameterTypes())
                    .map(wanted -> injected(wanted, assembly))
                    .toArray());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type + " cannot be made", e);
        }
    }

    private static Object injected(Class<?> wanted, Assembly assembly) {
        return Stream.of(assembly, assembly.configuration())
                .flatMap(source -> Arrays.stream(source.getClass().getMethods())
                        .filter(method -> method.getReturnType() == wanted && method.getParameterCount() == 0)
                        .map(method -> value(method, source)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing of type " + wanted + " is made for tools"));
    }

    private static Object value(Method method, Object source) {
        try {
            return method.invoke(source);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(method.toString(), e);
        }
    }
}
