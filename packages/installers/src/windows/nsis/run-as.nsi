; Runs one installer as an administrator for somebody who is none (I13). An administrator seals the account into a file:
;   SekishoRunAs.exe /C "USER" "PASSWORD" INSTALLER FOLDER [/EXPIRES=DAYS] [/LANG=ja|en]
; and whoever sits at the device runs
;   SekishoRunAs.exe /R FILE INSTALLER [/LANG=ja|en]
; /E INSTALLER SHA-256 is what it starts itself with, as the administrator. The layout of the file: docs/adr/0031-tools-for-deployment.md.

Target ${TARGET}
Unicode true
Name "Sekisho run-as tool"
OutFile "${OUT_FILE}"
SilentInstall silent
RequestExecutionLevel user
ManifestSupportedOS all
; It is made a program of the console, and stamped, after it has been built.
CRCCheck off
Icon "${NSIS_FILES}/sekisho.ico"

VIProductVersion "${FILE_VERSION}"
VIAddVersionKey /LANG=0 ProductName "Sekisho run-as tool"
VIAddVersionKey /LANG=0 FileDescription "Sekisho run-as tool"
VIAddVersionKey /LANG=0 FileVersion "${VERSION}"
VIAddVersionKey /LANG=0 ProductVersion "${VERSION}"
VIAddVersionKey /LANG=0 LegalCopyright "Apache-2.0"

!include LogicLib.nsh
!include FileFunc.nsh
LoadLanguageFile "${NSISDIR}/Contrib/Language files/English.nlf"
LoadLanguageFile "${NSISDIR}/Contrib/Language files/Japanese.nlf"
!include "${TEXTS}"

!define SEALED_NAME "SekishoRunAs.csu"
!define MAGIC "SEKISHO-RUN-AS-1"
!define HEADER_BYTES 128
!define SECRET_BYTES 1536
!define SEALED_BYTES 1680
!define AT_NONCE 48
!define AT_EXPIRES 64
!define AT_HASH 72
!define AT_TAG 1664
; User, domain and password, UTF-16, each ended by a zero.
!define TEXT_BYTES 512
!define USUAL_DAYS 7
!define MOST_DAYS 90

; As Windows numbers them. Above OWN_FAILURE: what it tells itself from the other account; codes of installers are below.
!define ERROR_FILE_NOT_FOUND 2
!define ERROR_INVALID_DATA 13
!define ERROR_CANNOT_WRITE 29
!define ERROR_BLANK_PASSWORD 86
!define ERROR_ARGUMENTS 87
!define ERROR_OTHER_INSTALLER 577
!define ERROR_CANCELLED 1223
!define ERROR_EXPIRED 1793
!define OWN_FAILURE 0x20000000

Var Count       ; of arguments
Var Values      ; of arguments: an array of pointers
Var Sealed      ; header, secret, tag
Var Secret
Var StampedKey
Var User
Var Password    ; where it stands in memory, never what it is
Var File        ; of which is spoken
Var Held        ; a handle that keeps others from changing the file
Var Hash        ; of $File, in 64 digits
Var Days
Var Date
Var Code

Function Print
  Exch $0
  Push $1
  Push $2
  Push $3
  Push $4
  StrCpy $0 "$0$\r$\n"
  StrLen $2 $0
  System::Call 'kernel32::GetStdHandle(i -11) p .r1'
  System::Call 'kernel32::WriteConsoleW(p r1, w r0, i r2, *i .r3, p 0) i .r4'
  ${If} $4 = 0
    System::Call 'kernel32::WideCharToMultiByte(i 65001, i 0, w r0, i r2, p 0, i 0, p 0, p 0) i .r3'
    System::Alloc $3
    Pop $4
    System::Call 'kernel32::WideCharToMultiByte(i 65001, i 0, w r0, i r2, p r4, i r3, p 0, p 0)'
    System::Call 'kernel32::WriteFile(p r1, p r4, i r3, *i .r2, p 0)'
    System::Free $4
  ${EndIf}
  Pop $4
  Pop $3
  Pop $2
  Pop $1
  Pop $0
FunctionEnd

; What was secret is overwritten, whatever happened.
!macro EndWith code text
  Push "${text}"
  Call Print
  System::Call 'kernel32::RtlZeroMemory(p $Sealed, p ${SEALED_BYTES})'
  SetErrorLevel ${code}
  Quit
!macroend
!define EndWith "!insertmacro EndWith"

; The argument of this number as a pointer in $0; 0 where there is none.
!macro PointAt number
  StrCpy $0 0
  ${If} $Count > ${number}
    IntOp $0 ${number} * ${NSIS_PTR_SIZE}
    IntPtrOp $0 $Values + $0
    System::Call '*$0(p .r0)'
  ${EndIf}
!macroend

; The argument of this number as a text; nothing where there is none.
!macro ReadArgument number variable
  StrCpy ${variable} ""
  !insertmacro PointAt ${number}
  ${If} $0 <> 0
    System::Call 'kernel32::lstrcpynW(w .r1, p r0, i ${NSIS_MAX_STRLEN})'
    StrCpy ${variable} $1
  ${EndIf}
!macroend

Function EndWithUsage
  ; By itself in its window, which closes with it: somebody has clicked it.
  System::Call 'kernel32::GetConsoleProcessList(*i .r1, i 1) i .r0'
  ${If} $0 = 1
    MessageBox MB_OK|MB_ICONINFORMATION "$(RunAsUsage)" /SD IDOK
  ${EndIf}
  ${EndWith} ${ERROR_ARGUMENTS} "$(RunAsUsage)"
FunctionEnd

; Those behind the documented arguments, from the number in $2 on.
Function ReadOptions
  ${Do}
    !insertmacro ReadArgument $2 $3
    ${If} $3 == ""
      ${ExitDo}
    ${EndIf}
    StrCpy $5 $3 9
    ${If} $5 == "/EXPIRES="
      StrCpy $Days $3 "" 9
      IntOp $6 $Days + 0
      ${If} $6 != $Days
      ${OrIf} $Days < 1
      ${OrIf} $Days > ${MOST_DAYS}
        Call EndWithUsage
      ${EndIf}
    ${ElseIf} $3 != "/LANG=ja"
    ${AndIf} $3 != "/LANG=en"
      Call EndWithUsage
    ${EndIf}
    IntOp $2 $2 + 1
  ${Loop}
FunctionEnd

; The slot ends with the file, or up to seven bytes before: the table of signatures is filled up.
Function ReadStamp
  StrCpy $StampedKey ""
  FileOpen $1 $EXEPATH r
  ${For} $2 0 7
    IntOp $3 0 - ${SLOT_BYTES}
    IntOp $3 $3 - $2
    FileSeek $1 $3 END
    FileRead $1 $4 127
    StrLen $5 "${SLOT_MAGIC}"
    StrCpy $6 $4 $5
    ${If} $6 S== "${SLOT_MAGIC}"
      IntOp $3 $3 + 128
      FileSeek $1 $3 END
      FileRead $1 $StampedKey 64
      ${Break}
    ${EndIf}
  ${Next}
  FileClose $1
  StrCpy $5 $StampedKey 1
  ${If} $5 == ""
  ${OrIf} $5 == " "
    ${EndWith} ${ERROR_INVALID_DATA} "$(RunAsNotStamped)"
  ${EndIf}
FunctionEnd

; 32 bytes at $0 as 64 digits in $Hash.
Function WriteHash
  Push $1
  Push $2
  StrCpy $Hash ""
  ${For} $1 1 32
    System::Call '*$0(&i1 .r2)'
    IntOp $2 $2 & 0xff
    IntFmt $2 "%02x" $2
    StrCpy $Hash "$Hash$2"
    IntPtrOp $0 $0 + 1
  ${Next}
  Pop $2
  Pop $1
FunctionEnd

; Opens $File so that nobody changes or moves it while this runs, follows links and drive letters to where it really is, and hashes it.
Function HoldFile
  System::Call 'kernel32::CreateFileW(w "$File", i 0x80000000, i 1, p 0, i 3, i 0, p 0) p .r0'
  StrCpy $Held $0
  ${If} $Held = -1
    ${EndWith} ${ERROR_FILE_NOT_FOUND} "$(RunAsNoFile)"
  ${EndIf}
  System::Call 'kernel32::GetFinalPathNameByHandleW(p $Held, w .r1, i ${NSIS_MAX_STRLEN}, i 0) i .r0'
  ${If} $0 > 0
  ${AndIf} $0 < ${NSIS_MAX_STRLEN}
    StrCpy $2 $1 8
    StrCpy $3 $1 4
    ${If} $2 == "\\?\UNC\"
      StrCpy $1 $1 "" 8
      StrCpy $File "\\$1"
    ${ElseIf} $3 == "\\?\"
      StrCpy $File $1 "" 4
    ${EndIf}
  ${EndIf}
  System::Call 'bcrypt::BCryptOpenAlgorithmProvider(*p .r1, w "SHA256", p 0, i 0) i .r0'
  System::Call 'bcrypt::BCryptCreateHash(p r1, *p .r2, p 0, i 0, p 0, i 0, i 0) i .r0'
  System::Alloc 1048576
  Pop $3
  ${Do}
    System::Call 'kernel32::ReadFile(p $Held, p r3, i 1048576, *i .r4, p 0) i .r0'
    ${If} $0 = 0
      ${EndWith} ${ERROR_FILE_NOT_FOUND} "$(RunAsNoFile)"
    ${EndIf}
    ${If} $4 = 0
      ${ExitDo}
    ${EndIf}
    System::Call 'bcrypt::BCryptHashData(p r2, p r3, i r4, i 0) i .r0'
  ${Loop}
  System::Call 'bcrypt::BCryptFinishHash(p r2, p r3, i 32, i 0) i .r0'
  ${If} $0 <> 0
    ${EndWith} ${ERROR_INVALID_DATA} "$(RunAsNoFile)"
  ${EndIf}
  StrCpy $0 $3
  Call WriteHash
  System::Call 'bcrypt::BCryptDestroyHash(p r2)'
  System::Call 'bcrypt::BCryptCloseAlgorithmProvider(p r1, i 0)'
  System::Free $3
FunctionEnd

; AES-256-GCM over the secret, in place; the header is vouched for with it. The key: HMAC-SHA-256 under the stamped key over the header's
; first 48 bytes, which are its magic and 32 random bytes. $0: BCryptEncrypt or BCryptDecrypt. $0 is 0 afterwards if it went well.
Function Crypt
  Push $0
  System::Alloc 32
  Pop $5
  System::Call 'bcrypt::BCryptOpenAlgorithmProvider(*p .r1, w "SHA256", p 0, i 8) i .r0'
  System::Call 'bcrypt::BCryptCreateHash(p r1, *p .r2, p 0, i 0, m "$StampedKey", i 64, i 0) i .r0'
  System::Call 'bcrypt::BCryptHashData(p r2, p $Sealed, i ${AT_NONCE}, i 0) i .r0'
  System::Call 'bcrypt::BCryptFinishHash(p r2, p r5, i 32, i 0) i .r6'
  System::Call 'bcrypt::BCryptDestroyHash(p r2)'
  System::Call 'bcrypt::BCryptCloseAlgorithmProvider(p r1, i 0)'
  IntPtrOp $3 $Sealed + ${AT_NONCE}
  IntPtrOp $4 $Sealed + ${AT_TAG}
  ; BCRYPT_AUTHENTICATED_CIPHER_MODE_INFO
  !if ${NSIS_PTR_SIZE} > 4
    System::Call '*(i 88, i 1, p r3, i 12, i 0, p $Sealed, i ${HEADER_BYTES}, i 0, p r4, i 16, i 0, p 0, i 0, i 0, l 0, i 0, i 0) p .r7'
  !else
    System::Call '*(i 64, i 1, p r3, i 12, p $Sealed, i ${HEADER_BYTES}, p r4, i 16, p 0, i 0, i 0, i 0, l 0, i 0, i 0) p .r7'
  !endif
  System::Call 'bcrypt::BCryptOpenAlgorithmProvider(*p .r1, w "AES", p 0, i 0) i .r0'
  System::Call 'bcrypt::BCryptSetProperty(p r1, w "ChainingMode", w "ChainingModeGCM", i 32, i 0) i .r0'
  System::Call 'bcrypt::BCryptGenerateSymmetricKey(p r1, *p .r2, p 0, i 0, p r5, i 32, i 0) i .r0'
  System::Call 'kernel32::RtlZeroMemory(p r5, p 32)'
  Pop $8
  ${If} $0 = 0
    System::Call 'bcrypt::$8(p r2, p $Secret, i ${SECRET_BYTES}, p r7, p 0, i 0, p $Secret, i ${SECRET_BYTES}, *i .r3, i 0) i .r0'
  ${EndIf}
  ${If} $6 <> 0
    StrCpy $0 $6
  ${EndIf}
  System::Call 'bcrypt::BCryptDestroyKey(p r2)'
  System::Call 'bcrypt::BCryptCloseAlgorithmProvider(p r1, i 0)'
  System::Free $5
  System::Free $7
FunctionEnd

; A FILETIME in $1 as a local day in $Date.
Function WriteDate
  System::Call 'kernel32::FileTimeToLocalFileTime(*l r1, *l .r1)'
  System::Call '*(&i2, &i2, &i2, &i2, &i2, &i2, &i2, &i2) p .r0'
  System::Call 'kernel32::FileTimeToSystemTime(*l r1, p r0)'
  System::Call '*$0(&i2 .r2, &i2 .r3, &i2, &i2 .r4)'
  System::Free $0
  IntFmt $3 "%02d" $3
  IntFmt $4 "%02d" $4
  StrCpy $Date "$2-$3-$4"
FunctionEnd

; `user@domain` goes to Windows as it is; DOMAIN\user is two; a name alone is one of the device.
Function KeepAccount
  StrLen $0 $User
  System::Call 'kernel32::lstrlenW(p $Password) i .r1'
  ${If} $0 = 0
  ${OrIf} $0 > 254
  ${OrIf} $1 > 254
    Call EndWithUsage
  ${EndIf}
  ${If} $1 = 0
    ${EndWith} ${ERROR_BLANK_PASSWORD} "$(RunAsBlankPassword)"
  ${EndIf}
  StrCpy $2 "."
  StrCpy $3 $User
  ${For} $4 0 $0
    StrCpy $5 $User 1 $4
    ${If} $5 == "@"
      StrCpy $2 ""
    ${ElseIf} $5 == "\"
      StrCpy $2 $User $4
      IntOp $4 $4 + 1
      StrCpy $3 $User "" $4
      ${Break}
    ${EndIf}
  ${Next}
  IntPtrOp $0 $Secret + 0
  System::Call 'kernel32::lstrcpyW(p r0, w r3)'
  IntPtrOp $0 $Secret + ${TEXT_BYTES}
  System::Call 'kernel32::lstrcpyW(p r0, w r2)'
  IntPtrOp $0 $0 + ${TEXT_BYTES}
  System::Call 'kernel32::lstrcpyW(p r0, p $Password)'
  ; Also in the command line of this process, where it was typed.
  IntOp $1 $1 * 2
  System::Call 'kernel32::RtlZeroMemory(p $Password, p r1)'
FunctionEnd

Function WriteHeader
  System::Call '*$Sealed(&m16 "${MAGIC}")'
  IntPtrOp $0 $Sealed + 16
  ; 32 bytes for the key, 12 for the nonce.
  System::Call 'bcrypt::BCryptGenRandom(p 0, p r0, i 44, i 2) i .r0'
  ${If} $0 <> 0
    ${EndWith} ${ERROR_INVALID_DATA} "$(RunAsFailed)"
  ${EndIf}
  System::Call 'kernel32::GetSystemTimeAsFileTime(*l .r1)'
  System::Int64Op $Days * 864000000000
  Pop $2
  System::Int64Op $1 + $2
  Pop $1
  IntPtrOp $0 $Sealed + ${AT_EXPIRES}
  System::Call '*$0(l r1)'
  Call WriteDate
  IntPtrOp $0 $Sealed + ${AT_HASH}
  ${For} $1 0 31
    IntOp $2 $1 * 2
    StrCpy $3 $Hash 2 $2
    IntOp $3 0x$3 + 0
    System::Call '*$0(&i1 r3)'
    IntPtrOp $0 $0 + 1
  ${Next}
FunctionEnd

; Whole or not at all.
Function WriteSealed
  System::Call 'kernel32::CreateFileW(w "$File.new", i 0x40000000, i 0, p 0, i 2, i 0, p 0) p .r1'
  StrCpy $0 0
  ${If} $1 <> -1
    System::Call 'kernel32::WriteFile(p r1, p $Sealed, i ${SEALED_BYTES}, *i .r2, p 0) i .r0'
    System::Call 'kernel32::CloseHandle(p r1)'
    ${If} $0 <> 0
    ${AndIf} $2 = ${SEALED_BYTES}
      System::Call 'kernel32::MoveFileExW(w "$File.new", w "$File", i 1) i .r0'
    ${EndIf}
  ${EndIf}
  ${If} $0 = 0
    ${EndWith} ${ERROR_CANNOT_WRITE} "$(RunAsCannotWrite)"
  ${EndIf}
FunctionEnd

Function Create
  StrCpy $2 6
  Call ReadOptions
  !insertmacro ReadArgument 2 $User
  !insertmacro PointAt 3
  StrCpy $Password $0
  !insertmacro ReadArgument 5 $R1
  !insertmacro ReadArgument 4 $File
  ${If} $R1 == ""
    Call EndWithUsage
  ${EndIf}
  Call ReadStamp
  Call KeepAccount
  Call HoldFile
  Call WriteHeader
  StrCpy $0 "BCryptEncrypt"
  Call Crypt
  ${If} $0 <> 0
    ${EndWith} ${ERROR_INVALID_DATA} "$(RunAsFailed)"
  ${EndIf}
  StrCpy $0 $R1 "" -1
  ${If} $0 == "\"
    StrCpy $R1 $R1 -1
  ${EndIf}
  StrCpy $File "$R1\${SEALED_NAME}"
  Call WriteSealed
  ${EndWith} 0 "$(RunAsCreated)"
FunctionEnd

; The file itself, or the folder it is in.
Function ReadSealed
  ${If} ${FileExists} "$File\*.*"
    StrCpy $File "$File\${SEALED_NAME}"
  ${EndIf}
  System::Call 'kernel32::CreateFileW(w "$File", i 0x80000000, i 1, p 0, i 3, i 0, p 0) p .r1'
  ${If} $1 = -1
    ${EndWith} ${ERROR_FILE_NOT_FOUND} "$(RunAsNoFile)"
  ${EndIf}
  System::Call 'kernel32::GetFileSize(p r1, p 0) i .r0'
  System::Call 'kernel32::ReadFile(p r1, p $Sealed, i ${SEALED_BYTES}, *i .r2, p 0)'
  System::Call 'kernel32::CloseHandle(p r1)'
  System::Call '*$Sealed(&m16 .r3)'
  StrCpy $3 $3 16
  ${If} $0 <> ${SEALED_BYTES}
  ${OrIf} $2 <> ${SEALED_BYTES}
  ${OrIf} $3 S!= "${MAGIC}"
    ${EndWith} ${ERROR_INVALID_DATA} "$(RunAsDamaged)"
  ${EndIf}
  StrCpy $0 "BCryptDecrypt"
  Call Crypt
  ${If} $0 <> 0
    ${EndWith} ${ERROR_INVALID_DATA} "$(RunAsDamaged)"
  ${EndIf}
FunctionEnd

Function CheckExpiry
  IntPtrOp $0 $Sealed + ${AT_EXPIRES}
  System::Call '*$0(l .r1)'
  System::Call 'kernel32::GetSystemTimeAsFileTime(*l .r2)'
  System::Int64Op $2 >= $1
  Pop $3
  ${If} $3 = 1
    Call WriteDate
    ${EndWith} ${ERROR_EXPIRED} "$(RunAsExpired)"
  ${EndIf}
FunctionEnd

; Starts this tool again as the administrator: for the administrator's own rights it has to ask Windows anew (User Account Control), and only
; in a folder of the administrator's is the installer out of reach of whoever sits here.
Function StartAs
  StrCpy $User ""
  System::Call '*$Secret(&w254 .r1)'
  StrCpy $User $1
  IntPtrOp $2 $Secret + ${TEXT_BYTES}
  IntPtrOp $Password $2 + ${TEXT_BYTES}
  System::Call '*$2(&i2 .r3)'
  ${If} $3 = 0
    StrCpy $2 0
  ${EndIf}
  StrCpy $R2 $File
  StrCpy $File $EXEPATH
  StrCpy $R3 $Hash
  Call HoldFile
  StrCpy $R4 "en"
  ${If} $LANGUAGE = 1041
    StrCpy $R4 "ja"
  ${EndIf}
  StrCpy $R5 '"$File" /E "$R2" $R3 /LANG=$R4'
  IntPtrOp $2 $Secret + ${TEXT_BYTES}
  System::Call '*$2(&i2 .r3)'
  ${If} $3 = 0
    StrCpy $2 0
  ${EndIf}
  System::Alloc 104
  Pop $4
  !if ${NSIS_PTR_SIZE} > 4
    System::Call '*$4(i 104)'
  !else
    System::Call '*$4(i 68)'
  !endif
  System::Alloc 24
  Pop $5
  ; With the profile, for its own folder of temporary files; without a window of its own.
  System::Call 'advapi32::CreateProcessWithLogonW(p $Secret, p r2, p $Password, i 1, w "$File", w R5, i 0x08000000, p 0, w "$WINDIR", p r4, p r5) i .r0 ?e'
  Pop $Code
  System::Call 'kernel32::RtlZeroMemory(p $Sealed, p ${SEALED_BYTES})'
  ${If} $0 = 0
    ${EndWith} $Code "$(RunAsRefused)"
  ${EndIf}
  System::Call '*$5(p .r1)'
  System::Call 'kernel32::WaitForSingleObject(p r1, i -1)'
  System::Call 'kernel32::GetExitCodeProcess(p r1, *i .r0)'
  StrCpy $Code $0
  StrCpy $File $R2
FunctionEnd

Function Run
  StrCpy $2 4
  Call ReadOptions
  !insertmacro ReadArgument 3 $R1
  !insertmacro ReadArgument 2 $File
  ${If} $R1 == ""
    Call EndWithUsage
  ${EndIf}
  Call ReadStamp
  Call ReadSealed
  Call CheckExpiry
  StrCpy $File $R1
  Call HoldFile
  StrCpy $R3 $Hash
  IntPtrOp $0 $Sealed + ${AT_HASH}
  Call WriteHash
  ${If} $Hash != $R3
    ${EndWith} ${ERROR_OTHER_INSTALLER} "$(RunAsOtherInstaller)"
  ${EndIf}
  Call StartAs
  IntOp $0 $Code & ${OWN_FAILURE}
  ${If} $0 <> 0
    IntOp $Code $Code - ${OWN_FAILURE}
    ${If} $Code = ${ERROR_CANCELLED}
      ${EndWith} $Code "$(RunAsCancelled)"
    ${ElseIf} $Code = ${ERROR_FILE_NOT_FOUND}
      ${EndWith} $Code "$(RunAsOutOfReach)"
    ${EndIf}
    ${EndWith} $Code "$(RunAsRefused)"
  ${EndIf}
  ${EndWith} $Code "$(RunAsEnded)"
FunctionEnd

!macro FailAs code
  IntOp $Code ${code} + ${OWN_FAILURE}
  SetErrorLevel $Code
  Quit
!macroend

; As the administrator: copies the installer to where only administrators write, looks that it is the one, and runs it with all rights.
Function Execute
  !insertmacro ReadArgument 2 $R2
  !insertmacro ReadArgument 3 $R3
  StrLen $0 $R3
  ${If} $0 <> 64
    Call EndWithUsage
  ${EndIf}
  InitPluginsDir
  ${GetFileName} $R2 $R4
  StrCpy $File "$PLUGINSDIR\installer"
  CreateDirectory $File
  StrCpy $File "$File\$R4"
  System::Call 'kernel32::CopyFileW(w R2, w "$File", i 1) i .r0'
  ${If} $0 = 0
    !insertmacro FailAs ${ERROR_FILE_NOT_FOUND}
  ${EndIf}
  Call HoldFile
  ${If} $Hash != $R3
    !insertmacro FailAs ${ERROR_OTHER_INSTALLER}
  ${EndIf}
  StrCpy $R5 ""
  StrCpy $R6 $File
  ${GetFileExt} $R4 $0
  ${If} $0 == "msi"
    StrCpy $R5 '/i "$File"'
    StrCpy $R6 "$SYSDIR\msiexec.exe"
  ${EndIf}
  ; SHELLEXECUTEINFOW: tells of the process, asks nothing itself.
  System::Call '*(&w8 "runas") p .r1'
  StrCpy $R7 $PLUGINSDIR
  !if ${NSIS_PTR_SIZE} > 4
    System::Call '*(i 112, i 0x540, p 0, p r1, w R6, w R5, w R7, i 1, i 0, p 0, p 0, p 0, p 0, i 0, i 0, p 0, p 0) p .r2'
  !else
    System::Call '*(i 60, i 0x540, p 0, p r1, w R6, w R5, w R7, i 1, p 0, p 0, p 0, p 0, i 0, p 0, p 0) p .r2'
  !endif
  System::Call 'shell32::ShellExecuteExW(p r2) i .r0 ?e'
  Pop $Code
  ${If} $0 = 0
    !insertmacro FailAs $Code
  ${EndIf}
  !if ${NSIS_PTR_SIZE} > 4
    IntPtrOp $2 $2 + 104
  !else
    IntPtrOp $2 $2 + 56
  !endif
  System::Call '*$2(p .r1)'
  System::Call 'kernel32::WaitForSingleObject(p r1, i -1)'
  System::Call 'kernel32::GetExitCodeProcess(p r1, *i .r0)'
  StrCpy $Code $0
  System::Call 'kernel32::CloseHandle(p $Held)'
  SetErrorLevel $Code
FunctionEnd

; Texts are of the language that is chosen by the end of this.
Function .onInit
  System::Call 'kernel32::GetCommandLineW() p .r0'
  System::Call 'shell32::CommandLineToArgvW(p r0, *i .r1) p .r2'
  StrCpy $Count $1
  StrCpy $Values $2
  IntOp $2 $Count - 1
  !insertmacro ReadArgument $2 $3
  ${If} $3 == "/LANG=ja"
    StrCpy $LANGUAGE 1041
  ${ElseIf} $3 == "/LANG=en"
    StrCpy $LANGUAGE 1033
  ${EndIf}
FunctionEnd

Section
  StrCpy $Days ${USUAL_DAYS}
  System::Call '*(&i${SEALED_BYTES}) p .s'
  Pop $Sealed
  System::Call 'kernel32::RtlZeroMemory(p $Sealed, p ${SEALED_BYTES})'
  IntPtrOp $Secret $Sealed + ${HEADER_BYTES}
  !insertmacro ReadArgument 1 $R0
  ${If} $R0 == "/C"
    Call Create
  ${ElseIf} $R0 == "/R"
    Call Run
  ${ElseIf} $R0 == "/E"
    Call Execute
  ${Else}
    Call EndWithUsage
  ${EndIf}
SectionEnd
