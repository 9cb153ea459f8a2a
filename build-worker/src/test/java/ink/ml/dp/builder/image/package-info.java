/** What keeps tenants' builds apart, tried. */
@org.jspecify.annotations.NullMarked
package ink.ml.dp.builder.image;
