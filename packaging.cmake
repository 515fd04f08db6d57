# What is installed, and the Debian package of it (./setup deb).
# The manual pages and the completion are printed by the program from its own
# tables, so that they cannot differ from it.
set(pages ${CMAKE_BINARY_DIR}/pages)
set(always ALL)
if(CONVOKE_SANITIZE OR CONVOKE_FUZZ)
    set(always)
endif()
add_custom_target(convoke_pages ${always}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${pages}
    COMMAND convoke man >${pages}/convoke.1
    COMMAND convoke man convoke.conf >${pages}/convoke.conf.5
    COMMAND convoke man charter.conf >${pages}/charter.conf.5
    COMMAND convoke man register >${pages}/convoke-register.5
    COMMAND convoke completion bash >${pages}/convoke
    COMMENT "printing the manual pages")

install(TARGETS convoke RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS convoke-paper
    RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/convoke)
install(DIRECTORY templates DESTINATION ${CMAKE_INSTALL_DATADIR}/convoke)
install(FILES ${pages}/convoke.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${pages}/convoke.conf.5 ${pages}/charter.conf.5
    ${pages}/convoke-register.5 DESTINATION ${CMAKE_INSTALL_MANDIR}/man5)
install(FILES ${pages}/convoke
    DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES LICENSE README.md README.zh-CN.md DESTINATION ${CMAKE_INSTALL_DOCDIR})

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME convoke)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "The Convoke project <convoke@tc.example>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY
    "e-mail gateway for the working groups of a standards committee")
set(CPACK_DEBIAN_PACKAGE_SECTION mail)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS fonts-noto-cjk)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_STRIP_FILES ON)
include(CPack)
